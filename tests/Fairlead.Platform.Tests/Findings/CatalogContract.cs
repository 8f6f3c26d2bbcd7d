using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Findings;

public abstract class CatalogContract(TestDatabase databases)
{
    private static readonly Actor Ada = new(Client.Operations.ActorKind.User, "ada", "Ada");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FindingOrder.NewestFirst)]
    [InlineData(FindingOrder.OldestFirst)]
    [InlineData(FindingOrder.WorstFirst)]
    public async Task Pages_together_hold_each_finding_once_and_in_order(FindingOrder order)
    {
        var room = await RoomAsync();
        string[] severities = ["Critical", "Low", "High"];
        await room.ImportAsync(new Report([.. Enumerable.Range(0, 23).Select(i => Entry.Number(i) with { Severity = severities[i % 3] })]), Ct);

        var found = new List<FindingSummary>();
        string? cursor = null;
        do
        {
            var page = await room.Catalog.SearchAsync(FindingFilter.Everything, order, cursor, 5, Ct);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        var all = await room.AllAsync(Ct);
        IEnumerable<FindingSummary> expected = order switch
        {
            FindingOrder.NewestFirst => all.Reverse(),
            FindingOrder.OldestFirst => all,
            _ => all.OrderByDescending(f => f.Severity).ThenByDescending(f => f.No),
        };
        Assert.Equal(expected.Select(f => f.Id), found.Select(f => f.Id));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("n0-")]
    [InlineData("o0-1")]
    [InlineData("n0-99999999999999999999")]
    [InlineData("n0--1")]
    public async Task A_cursor_of_another_list_is_refused(string cursor)
    {
        var room = await RoomAsync();
        await Assert.ThrowsAsync<FormatException>(
            () => room.Catalog.SearchAsync(FindingFilter.Everything, FindingOrder.NewestFirst, cursor, 5, Ct));
    }

    [Fact]
    public async Task Every_condition_of_a_filter_selects()
    {
        var room = await RoomAsync();
        await room.ImportAsync(
            new Report(
                new Entry("A") { Severity = "Critical", Tags = ["team-a"], Package = "lodash", FixVersion = "2.0" },
                new Entry("B") { Severity = "Low", Tags = ["Team-A"], Status = "false_positive" },
                new Entry("C") { Severity = "Medium" }),
            Ct);
        var later = room.Clock.GetUtcNow().AddMinutes(1);
        await room.ImportAsync(new Report(new Entry("D")) { Asset = "other", Scanner = "second" }, Ct);

        await SelectsAsync("A", new FindingFilter { Severities = [Severity.Critical] });
        await SelectsAsync("ACD", new FindingFilter { MinimumSeverity = Severity.Medium });
        await SelectsAsync("B", new FindingFilter { Statuses = [FindingStatus.FalsePositive] });
        await SelectsAsync("B", new FindingFilter { IsOpen = false });
        await SelectsAsync("ACD", new FindingFilter { IsOpen = true });
        await SelectsAsync("D", new FindingFilter { Scanners = ["second"] });
        await SelectsAsync("D", new FindingFilter { Assets = ["other"] });
        await SelectsAsync("A", new FindingFilter { Text = "LODASH" });
        await SelectsAsync("A", new FindingFilter { Labels = ["team-a"] });
        await SelectsAsync("", new FindingFilter { Labels = ["team"] });
        await SelectsAsync("A", new FindingFilter { HasFix = true });
        await SelectsAsync("BCD", new FindingFilter { HasFix = false });
        await SelectsAsync("D", new FindingFilter { FirstSeenFrom = later });
        await SelectsAsync("ABC", new FindingFilter { FirstSeenBefore = later });
        await SelectsAsync("C", new FindingFilter { Severities = [Severity.Low, Severity.Medium], IsOpen = true });
        await SelectsAsync("", new FindingFilter { Kinds = [FindingKind.Secret] });

        async Task SelectsAsync(string expected, FindingFilter filter)
        {
            Assert.Equal(expected, string.Concat((await room.AllAsync(Ct, filter)).Select(f => f.Title)));
            Assert.Equal(expected.Length, (await room.Catalog.CountAsync(filter, Ct)).Total);
        }
    }

    [Theory]
    [InlineData("100%", "100% sure")]
    [InlineData("a_b", "a_b")]
    [InlineData("!x", "wow!x")]
    [InlineData("\\n", "c:\\new")]
    [InlineData("'; drop table findings; --", "'; DROP TABLE findings; --")]
    [InlineData("ÄÖ", "schön äö")]
    public async Task Text_is_found_literally(string text, string title)
    {
        var room = await RoomAsync();
        await room.ImportAsync(
            new Report(new Entry("1") { Title = title }, new Entry("2") { Title = "1000 sure" }, new Entry("3") { Title = "axb" }), Ct);

        Assert.Equal([title], (await room.AllAsync(Ct, new FindingFilter { Text = text })).Select(f => f.Title));
    }

    [Fact]
    public async Task Counts_are_by_severity_and_status()
    {
        var room = await RoomAsync();
        await room.ImportAsync(
            new Report(new Entry("A") { Severity = "Critical" }, new Entry("B") { Severity = "Low" }, new Entry("C") { Severity = "Low", Status = "fixed" }), Ct);

        var counts = await room.Catalog.CountAsync(FindingFilter.Everything, Ct);

        Assert.Equal((3L, 2L), (counts.Total, counts.Open));
        Assert.Equal((1L, 2L, 0L), (counts.BySeverity[Severity.Critical], counts.BySeverity[Severity.Low], counts.BySeverity[Severity.High]));
        Assert.Equal((2L, 1L), (counts.ByStatus[FindingStatus.Active], counts.ByStatus[FindingStatus.Fixed]));
    }

    [Fact]
    public async Task An_unknown_id_finds_nothing()
    {
        var room = await RoomAsync();
        var id = FindingId.New(room.Clock);

        Assert.Null(await room.Catalog.GetAsync(id, Ct));
        Assert.Empty(await room.Catalog.OccurrencesAsync(id, Ct));
        Assert.IsType<EditOutcome.Unknown>(await room.Catalog.EditAsync(id, new FindingEdit { Severity = Severity.Low }, Ct));
    }

    [Fact]
    [Trait("Complaint", "U-12")]
    public async Task A_persons_severity_wins_and_survives_what_the_scanner_says()
    {
        var (room, id) = await OneAsync();
        var before = (await room.Catalog.GetAsync(id, Ct))!.ReportedSeverity;
        await EditedAsync(room, id, new FindingEdit { Severity = Severity.Low, Reason = "behind a VPN", By = Ada });
        await room.ImportAsync(new Report(new Entry("A") { Severity = "Critical" }), Ct);
        var overridden = (await room.Catalog.GetAsync(id, Ct))!;
        var cleared = await EditedAsync(room, id, new FindingEdit { ClearSeverity = true });

        Assert.Equal((Severity.Low, Severity.Critical), (overridden.Severity, overridden.ReportedSeverity));
        Assert.Equal(new SeverityDecision(Severity.Low, before, "behind a VPN", Ada.Name, overridden.SeverityDecision!.At), overridden.SeverityDecision);
        Assert.Equal((Severity.Critical, null), (cleared.Severity, cleared.SeverityDecision));
        Assert.Equal(Severity.Critical, (await room.AllAsync(Ct)).Single().Severity);
    }

    [Fact]
    public async Task An_accepted_risk_stays_closed_while_reported_and_opens_at_its_end()
    {
        var (room, id) = await OneAsync();
        var accepted = await EditedAsync(room, id, new FindingEdit
        {
            Status = FindingStatus.RiskAccepted,
            Reason = "behind a VPN",
            ExpiresAt = room.Clock.GetUtcNow().AddDays(30),
            By = Ada,
        });
        await room.ImportAsync(new Report(new Entry("A") { Description = "new words" }), Ct);
        var still = (await room.Catalog.GetAsync(id, Ct))!;
        Assert.Equal(0, await room.Catalog.EndExpiredDecisionsAsync(Ct));
        room.Clock.Advance(TimeSpan.FromDays(31));
        var ended = await room.Catalog.EndExpiredDecisionsAsync(Ct);
        var open = await room.OneAsync("A", Ct);

        Assert.Equal(("Ada", "behind a VPN"), (accepted.Decision!.By, accepted.Decision.Reason));
        Assert.Equal(FindingStatus.RiskAccepted, still.Status);
        Assert.Equal(1, ended);
        Assert.Equal(FindingStatus.Active, open.Status);
        Assert.Equal(room.Clock.GetUtcNow(), open.OpenedAt);
    }

    [Theory]
    [InlineData(FindingStatus.FalsePositive)]
    [InlineData(FindingStatus.Duplicate)]
    [Trait("Complaint", "U-12")]
    public async Task A_dismissed_finding_stays_dismissed_whatever_reports_say(FindingStatus status)
    {
        var (room, id) = await OneAsync();
        await EditedAsync(room, id, new FindingEdit { Status = status });
        await room.ImportAsync(new Report(new Entry("A") { Severity = "Low" }, new Entry("B")), Ct);
        await room.ImportAsync(new Report(new Entry("B")), Ct);
        await room.ImportAsync(new Report(new Entry("A"), new Entry("B")), Ct);

        Assert.Equal(status, (await room.Catalog.GetAsync(id, Ct))!.Status);
    }

    [Fact]
    public async Task Work_under_way_ends_when_the_finding_is_fixed()
    {
        var (room, id) = await OneAsync();
        var working = await EditedAsync(room, id, new FindingEdit { Status = FindingStatus.InProgress });
        await room.ImportAsync(new Report(new Entry("B")), Ct);
        await room.ImportAsync(new Report(new Entry("B")), Ct);
        var done = (await room.Catalog.GetAsync(id, Ct))!;
        await room.ImportAsync(new Report(new Entry("A"), new Entry("B")), Ct);

        Assert.Equal(FindingStatus.InProgress, working.Status);
        Assert.Equal(FindingStatus.Fixed, done.Status);
        Assert.Null(done.Decision);
        Assert.Equal(FindingStatus.Active, (await room.Catalog.GetAsync(id, Ct))!.Status);
    }

    [Fact]
    public async Task A_finding_that_a_person_closed_opens_when_it_is_reported_again()
    {
        var (room, id) = await OneAsync();
        var closed = await EditedAsync(room, id, new FindingEdit { Status = FindingStatus.Fixed, Reason = "patched" });
        var import = await room.ImportAsync(new Report(new Entry("A")), Ct);
        var open = (await room.Catalog.GetAsync(id, Ct))!;

        Assert.Equal(FindingStatus.Fixed, closed.Status);
        Assert.NotNull(closed.ClosedAt);
        Assert.Equal(1, import.Counts.Reopened);
        Assert.Equal(FindingStatus.Active, open.Status);
        Assert.Null(open.Decision);
        Assert.Equal(ImportCounts.None with { Read = 1, Seen = 1 }, (await room.ImportAsync(new Report(new Entry("A")), Ct)).Counts);
    }

    [Fact]
    public async Task A_closing_by_a_person_can_be_taken_back()
    {
        var (room, id) = await OneAsync();
        await EditedAsync(room, id, new FindingEdit { Status = FindingStatus.Fixed });
        var back = await EditedAsync(room, id, new FindingEdit { Status = FindingStatus.Active });

        Assert.Equal(FindingStatus.Active, back.Status);
        Assert.Equal(ImportCounts.None with { Read = 1, Seen = 1 }, (await room.ImportAsync(new Report(new Entry("A")), Ct)).Counts);
    }

    [Fact]
    public async Task An_edit_of_an_older_revision_is_refused()
    {
        var (room, id) = await OneAsync();
        var edited = await EditedAsync(room, id, new FindingEdit { Severity = Severity.Low, Revision = 1 });

        Assert.Equal(2, edited.Revision);
        Assert.Equal(2, Assert.IsType<EditOutcome.Outdated>(
            await room.Catalog.EditAsync(id, new FindingEdit { Severity = Severity.High, Revision = 1 }, Ct)).Revision);
    }

    [Fact]
    public async Task An_edit_is_told_to_the_rooms_above_and_stands_in_the_activity()
    {
        var (room, id) = await OneAsync();
        await EditedAsync(room, id, new FindingEdit { Status = FindingStatus.InProgress, By = Ada });

        Assert.Equal(id.ToString(), (await room.Events.ReadAfterAsync(0, 10, Ct))[^1].Subject);
        var entry = (await room.Activity.ListAsync(null, 1, Ct)).Single();
        Assert.Equal(("finding.edited", "Ada"), (entry.Action, entry.Actor.Name));
    }

    [Fact]
    public async Task Edits_that_make_no_sense_are_refused_with_their_field()
    {
        var (room, id) = await OneAsync();
        var now = room.Clock.GetUtcNow();
        await RefusesAsync("status", new FindingEdit { Status = FindingStatus.WaitingForVerification });
        await RefusesAsync("reason", new FindingEdit { Status = FindingStatus.RiskAccepted, ExpiresAt = now.AddDays(1) });
        await RefusesAsync("expiresAt", new FindingEdit { Status = FindingStatus.RiskAccepted, Reason = "x" });
        await RefusesAsync("expiresAt", new FindingEdit { Status = FindingStatus.RiskAccepted, Reason = "x", ExpiresAt = now });
        await RefusesAsync("expiresAt", new FindingEdit { Status = FindingStatus.Fixed, ExpiresAt = now.AddDays(1) });
        await RefusesAsync("expiresAt", new FindingEdit { Severity = Severity.Low, ExpiresAt = now.AddDays(1) });
        await RefusesAsync("reason", new FindingEdit { ClearSeverity = true, Reason = "x" });
        await RefusesAsync("reason", new FindingEdit { Status = FindingStatus.FalsePositive, Reason = new string('x', 2001) });
        await RefusesAsync("clearSeverity", new FindingEdit { Severity = Severity.Low, ClearSeverity = true });

        async Task RefusesAsync(string field, FindingEdit edit) =>
            Assert.Equal(field, Assert.IsType<EditOutcome.Invalid>(await room.Catalog.EditAsync(id, edit, Ct)).Field);
    }

    private static async Task<Finding> EditedAsync(FindingsRoom room, FindingId id, FindingEdit edit) =>
        Assert.IsType<EditOutcome.Edited>(await room.Catalog.EditAsync(id, edit, Ct)).Finding;

    private async Task<(FindingsRoom Room, FindingId Id)> OneAsync()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A")), Ct);
        return (room, (await room.OneAsync("A", Ct)).Id);
    }

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : CatalogContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : CatalogContract(databases), IClassFixture<PostgresTestDatabase>;
}
