INSERT INTO things (id, no, name, made_at, maybe_at, detail, digest, is_open)
VALUES (@Id, @No, @Name, @MadeAt, @MaybeAt, @Detail, @Digest, @IsOpen)
