DELETE FROM occurrences WHERE finding_no >= @from AND finding_no <= @last AND import_no = @importNo
