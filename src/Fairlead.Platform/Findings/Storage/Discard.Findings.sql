DELETE FROM findings WHERE no >= @from AND no <= @last AND first_import_no = @importNo
