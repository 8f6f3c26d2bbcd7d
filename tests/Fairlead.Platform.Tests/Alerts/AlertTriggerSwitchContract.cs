using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>Triggers that are disabled, and enabled again.</summary>
public abstract class AlertTriggerSwitchContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trigger_that_is_disabled_holds_nothing_back_and_one_that_is_enabled_again_does()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Daily) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a", "low"), SampleAlerts.Generic("b", "critical"));
        await room.Releases.RunDueAsync(Ct);
        Assert.True((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);

        trigger = Assert.Single(await room.Triggers.ByNamesAsync(["calm"], Ct));
        await room.UpdateAsync(trigger with { Enabled = false, Revision = trigger.Revision + 1 }, Ct);
        await room.Releases.RunDueAsync(Ct);
        Assert.False((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        Assert.Contains("let through from its next period on after it is enabled again", (await room.OneAsync("alert-throttle", Ct)).Description);

        trigger = Assert.Single(await room.Triggers.ByNamesAsync(["calm"], Ct));
        Assert.Equal(0, trigger.HeldTold);
        await room.UpdateAsync(trigger.EnabledAt(room.Clock.GetUtcNow()) with { Revision = trigger.Revision + 1 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("c", "low"));
        await room.Releases.RunDueAsync(Ct);
        Assert.Contains("2 more alerts", (await room.OneAsync("alert-throttle", Ct)).Description);
        Assert.True((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
    }

    [Fact]
    public async Task What_waits_behind_a_trigger_that_is_enabled_again_is_told_without_a_new_alert()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Daily) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a", "low"), SampleAlerts.Generic("b", "critical"));
        await room.Releases.RunDueAsync(Ct);
        trigger = await room.NamedAsync("calm", Ct);
        await room.UpdateAsync(trigger with { Enabled = false, Revision = trigger.Revision + 1 }, Ct);
        await room.Releases.RunDueAsync(Ct);
        trigger = await room.NamedAsync("calm", Ct);
        await room.UpdateAsync(trigger.EnabledAt(room.Clock.GetUtcNow()) with { Revision = trigger.Revision + 1 }, Ct);

        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.Releases.RunDueAsync(Ct);

        Assert.True((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        var told = (await room.NamedAsync("calm", Ct)).RanAt;
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal((1, told), ((await room.NamedAsync("calm", Ct)).HeldTold, (await room.NamedAsync("calm", Ct)).RanAt));
    }

    /// <summary>The next look would have noted it.</summary>
    [Fact]
    public async Task What_came_right_before_a_trigger_was_disabled_waits_behind_it()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("prod"), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("before"));
        await room.UpdateAsync(trigger with { Enabled = false, Revision = trigger.Revision + 1 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("between"));
        await room.Releases.RunDueAsync(Ct);

        trigger = await room.NamedAsync("prod", Ct);
        await room.UpdateAsync(trigger.EnabledAt(room.Clock.GetUtcNow()) with { Revision = trigger.Revision + 1 }, Ct);
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal(["before"], (await room.AlertsAsync(Ct)).Select(f => f.RuleId));
    }

    /// <summary>A run of it is under way, and may tell of what is held back after the trigger is gone; or it was killed while it did.</summary>
    [Fact]
    public async Task A_trigger_that_is_deleted_while_it_runs_holds_nothing_back_once_the_run_is_over()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Monthly) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a"), SampleAlerts.Generic("b"), SampleAlerts.Generic("c"));
        await room.Releases.RunDueAsync(Ct);
        Assert.True((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        var run = new TriggerClaim(trigger.Id, Guid.CreateVersion7());
        Assert.True(await room.Triggers.ClaimAsync(run, room.Clock.GetUtcNow(), isEnabled: true, Ct));

        await room.DeleteAsync(trigger, Ct);
        await room.Releases.TellEndedAsync(Ct);
        Assert.True((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        await room.HoldAsync(run, Ct);
        await room.Findings.Database.ChangeRowsAsync("UPDATE alert_triggers SET held_told = -1", Ct);

        room.Clock.Advance(TimeSpan.FromSeconds(31));
        await room.Releases.RunDueAsync(Ct);

        Assert.False((await room.OneAsync("alert-throttle", Ct)).Status.IsOpen);
        Assert.Contains("was deleted", (await room.OneAsync("alert-throttle", Ct)).Description);
        Assert.Empty(await room.Triggers.EndedAsync(Ct));
    }

    /// <summary>Its throttle is used up, and another trigger let through what waits: there is nothing to be told, and nothing to do at each look.</summary>
    [Fact]
    public async Task A_trigger_that_holds_nothing_back_is_left_alone()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        await room.AddAsync(room.Trigger("all"), Ct);
        await room.AddAsync(room.Trigger("calm") with { Throttle = new AlertThrottle(1, TriggerSchedule.Monthly) }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("a"), SampleAlerts.Generic("b"));
        await room.Releases.RunDueAsync(Ct);
        var ran = (await room.NamedAsync("calm", Ct)).RanAt;

        room.Clock.Advance(TimeSpan.FromSeconds(15));
        await room.Releases.RunDueAsync(Ct);

        Assert.Equal((ran, 0L), ((await room.NamedAsync("calm", Ct)).RanAt, (await room.NamedAsync("calm", Ct)).HeldTold));
        Assert.DoesNotContain(await room.AlertsAsync(Ct), f => f.RuleId == "alert-throttle");
    }

    /// <summary>Weeks later, in the middle of a month: thousands of old alerts must not become tickets within seconds.</summary>
    [Theory]
    [InlineData(TriggerSchedule.Hourly)]
    [InlineData(TriggerSchedule.Daily)]
    [InlineData(TriggerSchedule.Weekly)]
    [InlineData(TriggerSchedule.Monthly)]
    public async Task What_waited_before_a_trigger_was_disabled_goes_with_the_next_period_after_it_is_enabled(TriggerSchedule schedule)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm", schedule), Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("told"));
        await ToNextPeriodAsync(room, schedule);
        await room.SendAsync(Ct, SampleAlerts.Generic("told"), SampleAlerts.Generic("before"));
        await room.Releases.RunDueAsync(Ct);
        trigger = await room.NamedAsync("calm", Ct);
        await room.UpdateAsync(trigger with { Enabled = false, Revision = trigger.Revision + 1 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("between"));
        room.Clock.Advance(TimeSpan.FromDays(75) + TimeSpan.FromMinutes(7));
        await room.Releases.RunDueAsync(Ct);

        trigger = await room.NamedAsync("calm", Ct);
        await room.UpdateAsync(trigger.EnabledAt(room.Clock.GetUtcNow()) with { Revision = trigger.Revision + 1 }, Ct);
        await room.SendAsync(Ct, SampleAlerts.Generic("after"));
        await room.Releases.RunDueAsync(Ct);
        Assert.Equal(["told"], (await room.AlertsAsync(Ct)).Select(f => f.RuleId));
        Assert.Contains("Seen 1 time,", (await room.OneAsync("told", Ct)).Description);
        Assert.Equal(2, (await room.Triggers.StandingsAsync(Ct))[trigger.Id].Waiting);

        await ToNextPeriodAsync(room, schedule);
        Assert.Equal(["after", "before", "told"], (await room.AlertsAsync(Ct)).Select(f => f.RuleId).Order());
        Assert.Contains("Seen 2 times,", (await room.OneAsync("told", Ct)).Description);
    }

    /// <summary>Somebody enables a trigger while another node tells that it holds nothing back: what that read of the trigger is not written over what is so now.</summary>
    [Fact]
    public async Task That_nothing_is_held_back_says_nothing_of_when_a_trigger_ran()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm", TriggerSchedule.Monthly) with { Enabled = false, HeldTold = 3 }, Ct);
        room.Clock.Advance(TimeSpan.FromDays(45));
        var now = room.Clock.GetUtcNow();
        await room.UpdateAsync(trigger.EnabledAt(now) with { Revision = trigger.Revision + 1 }, Ct);

        await room.NoneHeldToldAsync(trigger.Id, Ct);

        var read = await room.NamedAsync("calm", Ct);
        Assert.Equal((now, now, 0L), (read.RanAt, read.RepeatedAt, read.HeldTold));
    }

    /// <summary>What a run writes of an enabled trigger is its own: whoever edits has read it before.</summary>
    [Fact]
    public async Task Who_edits_an_enabled_trigger_leaves_when_it_ran()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var trigger = await room.AddAsync(room.Trigger("calm", TriggerSchedule.Monthly), Ct);

        await room.UpdateAsync(trigger.EnabledAt(room.Clock.GetUtcNow().AddDays(45)) with { Revision = trigger.Revision + 1 }, Ct);

        Assert.Equal(trigger.RanAt, (await room.NamedAsync("calm", Ct)).RanAt);
    }

    private static async Task ToNextPeriodAsync(AlertsRoom room, TriggerSchedule schedule)
    {
        room.Clock.Advance(Periods.EndOf(schedule, room.Clock.GetUtcNow()) - room.Clock.GetUtcNow());
        await room.Releases.RunDueAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : AlertTriggerSwitchContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AlertTriggerSwitchContract(db), IClassFixture<PostgresTestDatabase>;
}
