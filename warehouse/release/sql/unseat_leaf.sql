-- Areas without a released number are no longer smallest areas: their residents stand in <ags>-ohne.
UPDATE area_member SET is_leaf = false WHERE area_id IN (SELECT area_id FROM hidden_leaf) AND NOT ends_with(area_id, '-ohne')
