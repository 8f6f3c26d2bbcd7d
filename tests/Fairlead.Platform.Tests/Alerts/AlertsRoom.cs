using System.Text;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Findings;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>The room over a database, with a clock that a test moves.</summary>
internal sealed class AlertsRoom : IDisposable
{
    private AlertsRoom(FindingsRoom findings, AlertsOptions options)
    {
        Findings = findings;
        Triggers = new TriggerStore(findings.Database);
        Alerts = new AlertStore(findings.Database);
        var recorder = new AlertRecorder(Options.Create(options), findings.Clock);
        Intake = new AlertIntake(findings.Database, recorder, Options.Create(options), Options.Create(new FindingsOptions()), findings.Clock);
        Streams = new AlertStreams(findings.Database, Intake, recorder, findings.Clock);
        Look = new AlertLook(findings.Database, Alerts, Triggers);
        Releases = new AlertReleases(findings.Database, Look, Triggers, findings.Imports, findings.Catalog, findings.Clock, NullLogger<AlertReleases>.Instance);
    }

    public FindingsRoom Findings { get; }

    public TriggerStore Triggers { get; }

    public AlertStore Alerts { get; }

    public AlertIntake Intake { get; }

    public AlertStreams Streams { get; }

    public AlertLook Look { get; }

    public AlertReleases Releases { get; }

    /// <summary>A Thursday, 2026-01-01 00:00 UTC, at first.</summary>
    public TestClock Clock => Findings.Clock;

    public static async Task<AlertsRoom> OpenAsync(TestDatabase databases, CancellationToken ct, AlertsOptions? options = null) =>
        new(await FindingsRoom.OpenAsync(databases, ct), options ?? new AlertsOptions());

    public async Task<AlertIntakeResult> SendAsync(CancellationToken ct, params IEnumerable<object> alerts)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', alerts.Select(SampleAlerts.Json))));
        var (result, _) = await Intake.TakeAsync(body, null, ct);
        Clock.Advance(TimeSpan.FromSeconds(1));
        return result;
    }

    public async Task<AlertTrigger> AddAsync(AlertTrigger trigger, CancellationToken ct)
    {
        await Look.LookAsync(ct);
        await using var work = await Findings.Database.BeginAsync(ct);
        Assert.True(await TriggerStore.InsertAsync(work, trigger, ct));
        await work.CommitAsync(ct);
        return trigger;
    }

    public async Task UpdateAsync(AlertTrigger trigger, CancellationToken ct)
    {
        await Look.LookAsync(ct);
        await using var work = await Findings.Database.BeginAsync(ct);
        Assert.True(await TriggerStore.UpdateAsync(work, trigger, ct));
        await work.CommitAsync(ct);
    }

    public async Task NoneHeldToldAsync(AlertTriggerId id, CancellationToken ct)
    {
        await using var work = await Findings.Database.BeginAsync(ct);
        await TriggerStore.NoneHeldToldAsync(work, id, ct);
        await work.CommitAsync(ct);
    }

    public async Task DeleteAsync(AlertTrigger trigger, CancellationToken ct)
    {
        await using var work = await Findings.Database.BeginAsync(ct);
        await TriggerStore.DeleteAsync(work, trigger.Id, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What did not come for a week.</summary>
    public Task<int> ForgetAsync(CancellationToken ct) => Alerts.ForgetAsync(Clock.GetUtcNow().AddDays(-7), Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow() - Periods.Longest, ct);

    public async Task HoldAsync(TriggerClaim claim, CancellationToken ct)
    {
        await using var work = await Findings.Database.BeginAsync(ct);
        await TriggerStore.HoldAsync(work, claim, Clock.GetUtcNow(), ct);
        await work.CommitAsync(ct);
    }

    public async Task<AlertTrigger> NamedAsync(string name, CancellationToken ct) => Assert.Single(await Triggers.ByNamesAsync([name], ct));

    /// <summary>One that lets everything through.</summary>
    public AlertTrigger Trigger(string name, TriggerSchedule schedule = TriggerSchedule.AtOnce)
    {
        var now = Clock.GetUtcNow();
        return new AlertTrigger(
            AlertTriggerId.New(Clock), name, true, AlertFilter.Everything, schedule, null, null, null, now, now, 0, null, 1, now, now);
    }

    public async Task<Finding> OneAsync(string rule, CancellationToken ct) =>
        (await Findings.Catalog.GetAsync((await Findings.AllAsync(ct, new FindingFilter { Rules = [rule] })).Single().Id, ct))!;

    public async Task<IReadOnlyList<FindingSummary>> AlertsAsync(CancellationToken ct) =>
        await Findings.AllAsync(ct, new FindingFilter { Kinds = [FindingKind.RuntimeAlert] });

    /// <summary>All of them, as they are stored.</summary>
    public async Task<IReadOnlyList<AlertRow>> RowsAsync(CancellationToken ct) => await Alerts.PageAsync(new AlertQuery(), AlertPosition.Start, 10_000, ct);

    /// <summary>A report says that the findings of some alerts are fixed.</summary>
    public async Task FixAsync(IEnumerable<AlertRow> alerts, CancellationToken ct)
    {
        var parts = alerts.GroupBy(a => a.Source)
            .Select(g => new ReportPart(new MemoryStream(ReleaseReport.Of(g.Key, g.Select(a => new ReleasedAlert(a, (Severity)a.Severity, []) { IsFixed = true }))), g.Key));
        Assert.IsType<ImportOutcome.Accepted>(await Findings.Imports.ImportAsync(parts.ToAsyncEnumerable(), new ImportRequest { ReportKind = "alerts" }, progress: null, ct));
    }

    public async Task<int> ImportsAsync(CancellationToken ct) => (await Findings.Imports.ListAsync(null, 1_000, ct)).Items.Count;

    public void Dispose()
    {
        Intake.Dispose();
        Streams.Dispose();
    }
}
