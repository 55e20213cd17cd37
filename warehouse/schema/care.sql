-- Children in care; grain: reference_date × home_area_id × facility_id × form × age.
CREATE TABLE care (
    reference_date DATE NOT NULL,
    home_area_id VARCHAR NOT NULL, -- area_id, or a code of partner_category for children from elsewhere
    facility_id VARCHAR, -- NULL for childminding
    form VARCHAR NOT NULL CHECK (form IN ('kita', 'tagespflege')),
    age SMALLINT NOT NULL, -- completed years at the reference date
    children INTEGER
);
