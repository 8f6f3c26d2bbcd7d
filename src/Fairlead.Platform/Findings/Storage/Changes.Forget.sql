DELETE FROM import_changes WHERE import_no = @importNo AND seq <= @last
