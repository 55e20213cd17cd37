-- One indicator at two year-ends for the areas of one level below an ancestor; grain: area_id.
WITH areas AS (
    SELECT a.area_id, a.name, a.parent_id
    FROM area AS a
    INNER JOIN area_member AS m ON m.area_id = a.area_id
    WHERE m.ancestor_id = $ancestor_id AND a.level = $level AND a.valid_to IS NULL
)

SELECT
    areas.area_id,
    areas.name,
    areas.parent_id,
    persons.value AS persons,
    chosen.value,
    coalesce(chosen.is_protected, false) AS is_protected,
    before.value AS value_before
FROM areas
LEFT JOIN indicator_value AS persons
    ON persons.area_id = areas.area_id AND persons.indicator_id = 'bevoelkerung' AND persons.year = $year
LEFT JOIN indicator_value AS chosen
    ON chosen.area_id = areas.area_id AND chosen.indicator_id = $indicator_id AND chosen.year = $year
LEFT JOIN indicator_value AS before
    ON before.area_id = areas.area_id AND before.indicator_id = $indicator_id AND before.year = $year_before
ORDER BY areas.name
