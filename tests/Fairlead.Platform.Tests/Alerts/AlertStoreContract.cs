using Fairlead.Platform.Alerts;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>How many alerts are kept, and for how long.</summary>
public abstract class AlertStoreContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_store_refuses_new_alerts_and_counts_known_ones()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct, new AlertsOptions { MaxAlerts = 100 });
        await room.SendAsync(Ct, Enumerable.Range(0, 100).Select(i => SampleAlerts.Generic($"r-{i}")));
        var result = await room.SendAsync(Ct, SampleAlerts.Generic("r-5"), SampleAlerts.Generic("new"), SampleAlerts.Generic("new"));

        Assert.Equal((0, 1, 2), (result.Created, result.Repeated, result.Refused));
        Assert.Contains("Alerts:MaxAlerts", Assert.Single(result.Refusals).Reason);
    }

    [Fact]
    public async Task An_alert_that_did_not_come_for_long_is_forgotten_and_its_finding_stays()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("a"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        room.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(1, await room.ForgetAsync(Ct));
        Assert.True((await room.OneAsync("beacon", Ct)).Status.IsOpen);

        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        Assert.Single(await room.AlertsAsync(Ct));
    }

    /// <summary>However long that takes: whoever is told that alerts are held back gets their tickets.</summary>
    [Fact]
    public async Task What_waits_behind_a_throttle_is_kept_until_it_goes_through()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Monthly) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a", "low"), SampleAlerts.Generic("b", "critical"));
        await room.Releases.RunDueAsync(Ct);
        room.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(1, await room.ForgetAsync(Ct));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(["alert-throttle", "b"], (await room.AlertsAsync(Ct)).Where(f => f.IsOpen).Select(f => f.RuleId).Order());

        room.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await room.ForgetAsync(Ct));
        await room.Releases.RunDueAsync(Ct);
        Assert.True((await room.OneAsync("a", Ct)).IsOpen);
        Assert.False((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        Assert.Equal(1, await room.ForgetAsync(Ct));
    }

    /// <summary>It came again after its finding was fixed, which is told in the next period: forgotten before, the finding would stay fixed.</summary>
    [Fact]
    public async Task Repeats_that_are_not_told_yet_keep_an_alert()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("monthly", TriggerSchedule.Monthly), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        room.Clock.Advance(TimeSpan.FromDays(31));
        await room.Releases.RunDueAsync(Ct);
        await room.FixAsync(await room.RowsAsync(Ct), Ct);
        room.Clock.Advance(TimeSpan.FromDays(1));
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        room.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(0, await room.ForgetAsync(Ct));
        room.Clock.Advance(TimeSpan.FromDays(25));
        await room.Releases.RunDueAsync(Ct);
        Assert.True((await room.OneAsync("beacon", Ct)).Status.IsOpen);
        Assert.Equal(1, await room.ForgetAsync(Ct));
    }

    /// <summary>The filter was narrowed: of what does not pass it any more nobody is told, so that it waits for nothing.</summary>
    [Fact]
    public async Task Repeats_that_do_not_pass_a_changed_filter_keep_no_alert()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("a"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        await room.UpdateAsync((await room.NamedAsync("a", Ct)) with { Filter = new AlertFilter { Rules = ["other"] }, Revision = trigger.Revision + 1 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.Releases.RunDueAsync(Ct);
        Assert.Contains("Seen 1 time,", (await room.OneAsync("beacon", Ct)).Description);

        room.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await room.ForgetAsync(Ct));
    }

    /// <summary>F088, F154: clocks of servers differ by minutes, and one is set back by an hour.</summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task F088_F154_What_comes_while_a_clock_is_wrong_goes_through(int minutes)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("prod"), Ct);
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.SendAsync(Ct, SampleAlerts.Generic("first"));
        await room.Releases.RunDueAsync(Ct);

        room.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await room.SendAsync(Ct, SampleAlerts.Generic("second"));
        room.Clock.Advance(TimeSpan.FromMinutes(-minutes));
        await room.Releases.RunDueAsync(Ct);
        room.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await room.SendAsync(Ct, SampleAlerts.Generic("third"));
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal(["first", "second", "third"], (await room.AlertsAsync(Ct)).Select(f => f.RuleId).Order());
    }

    /// <summary>What a look has not seen is not forgotten, however long the server stood still.</summary>
    [Fact]
    public async Task What_nobody_has_looked_at_is_kept()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("a"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        room.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Equal(0, await room.ForgetAsync(Ct));
        await room.Releases.RunDueAsync(Ct);
        Assert.Single(await room.AlertsAsync(Ct));
    }

    /// <summary>Nothing goes through one that is disabled, so that what waits there would be kept for ever.</summary>
    [Theory]
    [InlineData(true, "beacon")]
    [InlineData(false)]
    public async Task What_waits_for_a_long_schedule_is_kept_while_its_trigger_is_enabled(bool isEnabled, params string[] released)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("monthly", TriggerSchedule.Monthly), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic());
        await room.Releases.RunDueAsync(Ct);
        if (!isEnabled)
            await room.UpdateAsync(trigger with { Enabled = false, Revision = 2 }, Ct);
        room.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(isEnabled ? 0 : 1, await room.ForgetAsync(Ct));

        room.Clock.Advance(TimeSpan.FromDays(30));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(released, (await room.AlertsAsync(Ct)).Select(f => f.RuleId));
    }

    public class OnSqlite(SqliteTestDatabase db) : AlertStoreContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AlertStoreContract(db), IClassFixture<PostgresTestDatabase>;
}
