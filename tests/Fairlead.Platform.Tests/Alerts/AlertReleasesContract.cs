using Fairlead.Kernel;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>What triggers let through, and when.</summary>
public abstract class AlertReleasesContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_becomes_a_finding_that_names_its_trigger()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("night"), Ct);
        await room.SendAsync(Ct, SampleAlerts.KubeArmor(), SampleAlerts.KubeArmor(), SampleAlerts.Falco(), SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal(3, (await room.AlertsAsync(Ct)).Count);
        var finding = await room.OneAsync("no-downloads", Ct);
        Assert.Equal(FindingKind.RuntimeAlert, finding.Kind);
        Assert.Equal(Severity.High, finding.Severity);
        Assert.Equal(("kubearmor", "prod/payments/shop", "/usr/bin/wget"), (finding.Scanner, finding.Asset, finding.Location));
        Assert.Contains("Seen 2 times, first 2025-12-31 23:00", finding.Description);
        Assert.Single(await room.Findings.AllAsync(Ct, new FindingFilter { Labels = ["trigger=night", "namespace=payments"] }));
        Assert.Equal(1, await room.ImportsAsync(Ct));
    }

    [Fact]
    public async Task Repeats_are_told_once_an_hour_however_many_come()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("night"), Ct);
        for (var i = 0; i < 20; i++)
        {
            await room.SendAsync(Ct, Enumerable.Repeat(SampleAlerts.Generic(), 50));
            await room.Releases.RunDueAsync(Ct);
        }

        Assert.Contains("Seen 50 times", (await room.OneAsync("beacon", Ct)).Description);
        Assert.Equal(1, await room.ImportsAsync(Ct));

        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        await room.Releases.RunDueAsync(Ct);
        Assert.Contains("Seen 1,000 times", (await room.OneAsync("beacon", Ct)).Description);
        Assert.Equal(2, await room.ImportsAsync(Ct));

        room.Clock.Advance(TimeSpan.FromHours(5));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(2, await room.ImportsAsync(Ct));
    }

    [Fact]
    public async Task A_schedule_waits_for_its_period_and_missed_ones_are_one_run()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("daily", TriggerSchedule.Daily), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        room.Clock.Advance(TimeSpan.FromHours(23));
        await room.Releases.RunDueAsync(Ct);
        Assert.Empty(await room.AlertsAsync(Ct));
        Assert.Equal(1, (await room.Triggers.StandingsAsync(Ct))[trigger.Id].Waiting);

        room.Clock.Advance(TimeSpan.FromDays(3));
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        Assert.Contains("Seen 2 times", (await room.OneAsync("beacon", Ct)).Description);
        Assert.Equal(1, await room.ImportsAsync(Ct));
    }

    [Fact]
    public async Task Only_what_passes_the_filter_and_comes_after_the_trigger_goes_through()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("before"));
        await room.AddAsync(room.Trigger("a") with { Filter = new AlertFilter { MinimumSeverity = Severity.High, Sources = ["NDR", "falco"], Rules = ["b*"], Assets = ["*.example.com"] } }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("beacon"), SampleAlerts.Generic("scan"), SampleAlerts.Generic("brute", "low"), SampleAlerts.KubeArmor(), SampleAlerts.Falco());
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal("beacon", Assert.Single(await room.AlertsAsync(Ct)).RuleId);
    }

    [Fact]
    public async Task A_throttle_lets_the_worst_through_tells_of_the_others_and_lets_them_follow()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(2, TriggerSchedule.Daily) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a", "low"), SampleAlerts.Generic("b", "critical"), SampleAlerts.Generic("c", "medium"), SampleAlerts.Generic("d", "high"), SampleAlerts.Generic("e", "low"));
        await room.Releases.RunDueAsync(Ct);
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal(["alert-throttle", "b", "d"], (await room.AlertsAsync(Ct)).Select(f => f.RuleId).Order());
        var held = await room.OneAsync("alert-throttle", Ct);
        Assert.Contains("3 more alerts", held.Description);
        Assert.Equal(Severity.Medium, held.Severity);

        room.Clock.Advance(TimeSpan.FromDays(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(5, (await room.AlertsAsync(Ct)).Count(f => f.IsOpen));
        room.Clock.Advance(TimeSpan.FromDays(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(["a", "b", "c", "d", "e"], (await room.AlertsAsync(Ct)).Where(f => f.IsOpen).Select(f => f.RuleId).Order());
        Assert.False((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
    }

    /// <summary>It has its ticket, so that nobody waits for one.</summary>
    [Fact]
    public async Task What_another_trigger_let_through_is_not_held_back()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("all") with { Filter = new AlertFilter { Rules = ["b*", "c*"] } }, Ct);
        await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Daily) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a", "low"), SampleAlerts.Generic("b", "critical"), SampleAlerts.Generic("c", "high"), SampleAlerts.Generic("d", "low"));
        await room.Releases.RunDueAsync(Ct);
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);

        var held = await room.OneAsync("alert-throttle", Ct);
        Assert.Contains("2 more alerts passed the filter, seen 2 times", held.Description);
        Assert.Equal(Severity.Low, held.Severity);
    }

    [Fact]
    public async Task What_two_triggers_let_through_names_both_and_has_the_worst_level()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("one") with { ThreatLevel = Severity.Critical }, Ct);
        await room.AddAsync(room.Trigger("two") with { ThreatLevel = Severity.Low }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);

        var finding = await room.OneAsync("beacon", Ct);
        Assert.Equal(["trigger=one", "trigger=two"], finding.Detail.Tags.Order());
        Assert.Equal(Severity.Critical, finding.Severity);
    }

    [Fact]
    public async Task An_alert_is_not_closed_by_absence_and_is_open_again_when_it_comes_after_it_was_fixed()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("hourly", TriggerSchedule.Hourly), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("first"));
        foreach (var rule in new[] { "second", "third", "fourth" })
        {
            room.Clock.Advance(TimeSpan.FromHours(1));
            await room.SendAsync(Ct, SampleAlerts.Generic(rule));
            await room.Releases.RunDueAsync(Ct);
        }

        Assert.All(await room.AlertsAsync(Ct), f => Assert.Equal(FindingStatus.Active, f.Status));
        var finding = await room.OneAsync("first", Ct);
        await room.Findings.Catalog.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Fixed, By = Actor.System }, Ct);
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(FindingStatus.Fixed, (await room.OneAsync("first", Ct)).Status);

        await room.SendAsync(Ct, SampleAlerts.Generic("first"));
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(FindingStatus.Active, (await room.OneAsync("first", Ct)).Status);
    }

    [Fact]
    public async Task What_came_before_the_fix_and_is_told_after_it_opens_nothing()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("first", TriggerSchedule.Hourly), Ct);
        await room.AddAsync(room.Trigger("second", TriggerSchedule.Daily), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("beacon"), SampleAlerts.KubeArmor(), SampleAlerts.Falco());
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("beacon"), SampleAlerts.KubeArmor(), SampleAlerts.Falco());
        foreach (var finding in await room.AlertsAsync(Ct))
            await room.Findings.Catalog.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Fixed, By = Actor.System }, Ct);

        // The repeats at the hour, and all for the first time by the other trigger at midnight.
        for (var hour = 0; hour < 25; hour++)
        {
            room.Clock.Advance(TimeSpan.FromHours(1));
            await room.Releases.RunDueAsync(Ct);
        }

        Assert.All(await room.AlertsAsync(Ct), f => Assert.Equal(FindingStatus.Fixed, f.Status));
        Assert.Contains("Seen 2 times", (await room.OneAsync("beacon", Ct)).Description);
        Assert.Contains("trigger=second", (await room.OneAsync("beacon", Ct)).Detail.Tags);

        await room.SendAsync(Ct, SampleAlerts.KubeArmor());
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(1, (await room.AlertsAsync(Ct)).Count(f => f.Status == FindingStatus.Active));
    }

    /// <summary>However many are fixed, a run reads those of its own alerts.</summary>
    [Fact]
    public async Task Of_fixed_findings_those_that_are_asked_for_are_read()
    {
        const int Many = 1_100;
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("a"), Ct);
        await room.SendAsync(Ct, Enumerable.Range(0, Many).Select(i => SampleAlerts.Generic($"r-{i}")));
        await room.Releases.RunDueAsync(Ct);
        var alerts = await room.RowsAsync(Ct);
        await room.FixAsync(alerts.Where(a => a.Rule != "r-7"), Ct);
        var ids = alerts.ToDictionary(a => a.Rule, ReleaseReport.IdOf);
        var other = ids["r-8"] with { Asset = "web" };

        Assert.Equal([ids["r-8"]], (await room.Findings.Catalog.FixedAtAsync([ids["r-7"], ids["r-8"], other], Ct)).Keys);
        Assert.Equal(Many - 1, (await room.Findings.Catalog.FixedAtAsync(ids.Values, Ct)).Count);
        Assert.Equal((await room.OneAsync("r-9", Ct)).ClosedAt, (await room.Findings.Catalog.FixedAtAsync([ids["r-9"]], Ct))[ids["r-9"]]);
    }

    [Fact]
    public async Task Two_nodes_do_not_run_a_trigger_at_once_and_a_disabled_one_does_not_run()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("a"), Ct);
        var off = await room.AddAsync(room.Trigger("off") with { Enabled = false }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        var now = room.Clock.GetUtcNow();
        var dead = new TriggerClaim(trigger.Id, Guid.CreateVersion7());
        Assert.True(await room.Triggers.ClaimAsync(dead, now, isEnabled: true, Ct));
        Assert.Null(await room.Releases.RunNowAsync(trigger, Ct));
        Assert.Null(await room.Releases.RunNowAsync(off, Ct));

        // The other node died.
        room.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(1, (await room.Releases.RunNowAsync(trigger, Ct))!.Released);
    }

    [Fact]
    public async Task A_trigger_that_fails_says_so_and_stops_no_other()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("broken") with { Schedule = (TriggerSchedule)99 }, Ct);
        await room.AddAsync(room.Trigger("sound"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);

        Assert.Contains("log", (await room.NamedAsync("broken", Ct)).Problem);
        Assert.Null((await room.NamedAsync("sound", Ct)).Problem);
        Assert.Equal(["trigger=sound"], (await room.OneAsync("beacon", Ct)).Detail.Tags);
    }

    [Fact]
    public async Task What_failed_once_is_no_longer_told_after_the_next_look()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("a") with { Problem = "It failed." }, Ct);
        await room.Releases.RunDueAsync(Ct);

        Assert.Null((await room.NamedAsync("a", Ct)).Problem);
    }

    [Fact]
    public async Task A_run_that_lost_its_claim_neither_writes_nor_ends_the_claim_of_the_next()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("a"), Ct);
        TriggerClaim slow = new(trigger.Id, Guid.CreateVersion7()), next = new(trigger.Id, Guid.CreateVersion7());
        Assert.True(await room.Triggers.ClaimAsync(slow, room.Clock.GetUtcNow(), isEnabled: true, Ct));
        room.Clock.Advance(TimeSpan.FromSeconds(25));
        await room.HoldAsync(slow, Ct);
        room.Clock.Advance(TimeSpan.FromSeconds(25));
        Assert.False(await room.Triggers.ClaimAsync(next, room.Clock.GetUtcNow(), isEnabled: true, Ct));

        room.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await room.Triggers.ClaimAsync(next, room.Clock.GetUtcNow(), isEnabled: true, Ct));
        await Assert.ThrowsAsync<ClaimLostException>(() => room.HoldAsync(slow, Ct));
        await room.Triggers.UnclaimAsync(slow, "It was slow.", Ct);
        Assert.Null((await room.NamedAsync("a", Ct)).Problem);
        Assert.Null(await room.Releases.RunNowAsync(trigger, Ct));
    }

    [Fact]
    public async Task An_edit_from_before_a_run_does_not_make_its_period_run_twice()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var before = await room.AddAsync(room.Trigger("a", TriggerSchedule.Hourly), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("first"));
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);
        await room.UpdateAsync(before with { ThreatLevel = Severity.Low, Revision = 2 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("first"), SampleAlerts.Generic("second"));
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal(Severity.Low, (await room.NamedAsync("a", Ct)).ThreatLevel);
        Assert.Equal("first", Assert.Single(await room.AlertsAsync(Ct)).RuleId);
        Assert.Equal(1, await room.ImportsAsync(Ct));
    }

    [Fact]
    public async Task A_run_works_with_the_trigger_as_it_is_once_it_is_claimed()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var before = await room.AddAsync(room.Trigger("a"), Ct);
        await room.UpdateAsync(before with { ThreatLevel = Severity.Low, Revision = 2 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunNowAsync(before, Ct);

        Assert.Equal(Severity.Low, (await room.OneAsync("beacon", Ct)).Severity);
    }

    [Fact]
    public async Task What_a_deleted_trigger_let_through_keeps_its_name_when_another_tells_of_it()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var one = await room.AddAsync(room.Trigger("one"), Ct);
        await room.AddAsync(room.Trigger("two"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        await room.DeleteAsync(one, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Releases.RunDueAsync(Ct);

        var finding = await room.OneAsync("beacon", Ct);
        Assert.Contains("Seen 2 times", finding.Description);
        Assert.Equal(["trigger=one", "trigger=two"], finding.Detail.Tags.Order());
        Assert.Equal("two", Assert.Single(await room.Triggers.AllAsync(Ct)).Name);
    }

    [Fact]
    public async Task The_name_of_a_deleted_trigger_is_free_and_told_once()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        for (var i = 0; i < 2; i++)
        {
            var trigger = await room.AddAsync(room.Trigger("one"), Ct);
            await room.SendAsync(Ct, SampleAlerts.Generic());
            await room.Releases.RunDueAsync(Ct);
            await room.DeleteAsync(trigger, Ct);
            Assert.Empty(await room.Triggers.AllAsync(Ct));
        }

        await room.AddAsync(room.Trigger("two"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(["trigger=one", "trigger=two"], (await room.OneAsync("beacon", Ct)).Detail.Tags.Order());
    }

    public class OnSqlite(SqliteTestDatabase db) : AlertReleasesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AlertReleasesContract(db), IClassFixture<PostgresTestDatabase>;
}
