INSERT INTO security_properties (set_no, name, value)
VALUES (@setNo, @name, @value)
