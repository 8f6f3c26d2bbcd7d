INSERT INTO activity (number, at, actor_kind, actor_id, actor_name, action, subject, summary, hash)
VALUES (@Number, @At, @ActorKind, @ActorId, @ActorName, @Action, @Subject, @Summary, @Hash)
