using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What the database must say of what happened: I8, an audit trail that holds and tells of each change once; I10, rows that are whole.</summary>
internal static class LoopRecords
{
    private static readonly SqlText IntegritySql = SqlText.FromFixedParts("PRAGMA integrity_check");

    private static readonly SqlText ForeignKeysSql = SqlText.FromFixedParts("SELECT COUNT(*) FROM pragma_foreign_key_check");

    private static readonly SqlText ConstraintsSql = SqlText.FromFixedParts(
        "SELECT COUNT(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = current_schema() AND NOT c.convalidated");

    private static readonly SqlText InvalidIndexesSql = SqlText.FromFixedParts("SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid");

    /// <summary>Rows that name a row which is not there.</summary>
    private static readonly SqlText DanglingSql = SqlText.FromFixedParts(
        """
        SELECT (SELECT COUNT(*) FROM ticket_findings f WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = f.ticket_id))
             + (SELECT COUNT(*) FROM ticket_operations o WHERE NOT EXISTS (SELECT 1 FROM ticket_runs r WHERE r.id = o.run_id))
             + (SELECT COUNT(*) FROM ticket_operations o WHERE o.ticket_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = o.ticket_id))
             + (SELECT COUNT(*) FROM ticket_comments c WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = c.ticket_id))
             + (SELECT COUNT(*) FROM comment_effects e WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = e.ticket_id))
             + (SELECT COUNT(*) FROM tickets t WHERE t.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tickets p WHERE p.id = t.parent_id))
             + (SELECT COUNT(*) FROM tickets t JOIN tickets o ON o.connection_id = t.connection_id AND o.issue_id = t.issue_id AND o.id <> t.id)
        """);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task AssertSoundAsync(TicketWorld world, LoopSimulation loop)
    {
        Assert.Null(await world.Activity.VerifyAsync(Ct));
        var entries = await EntriesAsync(world);
        foreach (var action in loop.Asked.Keys.Concat(loop.Unclear.Keys).Distinct())
        {
            var told = entries.Count(e => e.Action == action && e.Actor.Name == "Ann");
            Assert.InRange(told, loop.Asked.GetValueOrDefault(action), loop.Asked.GetValueOrDefault(action) + loop.Unclear.GetValueOrDefault(action));
        }

        var effects = await world.Comments.ListAsync(null, null, null, 1000, Ct);
        Assert.Equal(effects.Count(e => e is { CommentId: not null, Problem: null }), entries.Count(e => e.Action == "comment.applied"));
        Assert.Equal(effects.Count(e => e is { CommentId: null, Status: not null }), entries.Count(e => e.Action == "status.applied"));

        if (world.Database.Engine == DatabaseEngine.Sqlite)
        {
            Assert.Equal("ok", await world.Database.FirstAsync<string>(IntegritySql, null, Ct));
            Assert.Equal(0, await world.Database.FirstAsync<long>(ForeignKeysSql, null, Ct));
        }
        else
        {
            Assert.Equal(0, await world.Database.FirstAsync<long>(ConstraintsSql, null, Ct));
            Assert.Equal(0, await world.Database.FirstAsync<long>(InvalidIndexesSql, null, Ct));
        }

        Assert.Equal(0, await world.Database.FirstAsync<long>(DanglingSql, null, Ct));
    }

    private static async Task<IReadOnlyList<Activity>> EntriesAsync(TicketWorld world)
    {
        var entries = new List<Activity>();
        while (await world.Activity.ListAsync(entries.Count == 0 ? null : entries[^1].Number, 1000, Ct) is { Count: > 0 } page)
            entries.AddRange(page);
        return entries;
    }
}
