-- Smallest areas without a released total at the latest date: what they hold is put together; grain: area_id.
SELECT DISTINCT member.area_id
FROM area_member AS member
WHERE member.is_leaf AND member.area_id NOT IN (
    SELECT area_id FROM released_cell
    WHERE cell_table = 'total' AND published IS NOT NULL
        AND reference_date = (SELECT max(reference_date) FROM released_cell WHERE unit = 'person')
)
