UPDATE security_providers
   SET scanner = @scanner
 WHERE no = @no AND scanner IS NULL
   AND NOT EXISTS (SELECT 1 FROM security_providers other WHERE other.scanner = @scanner)
