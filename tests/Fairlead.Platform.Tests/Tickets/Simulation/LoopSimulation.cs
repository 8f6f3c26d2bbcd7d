using System.Text;
using System.Text.Json;
using Fairlead.Client.Operations;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// Scanners, people, webhooks, undone runs, other tokens, faults, restarts and time, in an order that the seed decides, against a real
/// database and a sandbox. When it has calmed down, each group must have its one issue, and nothing that people did may be lost.
/// </summary>
internal sealed class LoopSimulation(TicketWorld world, int seed) : IAsyncDisposable
{
    private static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    private const int MostFindings = 24;

    /// <summary>A minute or more, on any machine.</summary>
    private const int MostLooks = 1200;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _told = new();
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _movedByPeople = [];
    private readonly List<(string IssueId, string Label)> _labels = [];
    private readonly List<(string IssueId, string Text)> _comments = [];

    /// <summary>What somebody last wrote, by issue and field.</summary>
    private readonly Dictionary<(string IssueId, string Field), string> _words = [];
    private readonly List<SyncRunId> _runs = [];
    private readonly HeldWebhooks _webhooks = new(world);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What happened, for whoever has to find out why.</summary>
    public string Told => _told.ToString();

    public async Task PlayAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // What people did before a run and after it, an undo tells apart by Jira's times alone.
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var before = world.Clock.GetUtcNow();
            _told.Append(step).Append(' ').Append(before.ToString("T")).Append(": ");
            _told.AppendLine(await StepAsync());
        }
    }

    /// <summary>Faults end, somebody mends the sign-in and has refused issues tried again, and time passes.</summary>
    public async Task CalmAsync()
    {
        world.Sandbox.Faults.Clear();
        for (var round = 0; round < 40; round++)
        {
            world.Clock.Advance(round == 20 ? TimeSpan.FromHours(25) : TimeSpan.FromSeconds(200));
            world.Jira.MendedAt = world.Clock.GetUtcNow();
            await PumpedAsync(() => world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
            foreach (var ticket in await world.TicketsAsync(Ct))
            {
                if ((ticket.State == TicketState.Rejected && IsWanted(ticket)) || (round > 1 && await IsUndoneAsync(ticket)))
                    await PumpedAsync(() => world.Repairs.RetryAsync(Ann, ticket.Id, Ct));
                if (round > 1 && ticket.Presence == IssuePresence.Unlinked && IsLatest(ticket, await world.TicketsAsync(Ct)) && IsWanted(ticket))
                    await PumpedAsync(() => world.Repairs.RecreateAsync(Ann, ticket.Id, Ct));
            }

            _told.AppendLine($"calm {round}: {await _webhooks.DeliverAsync(_random, Ct)} webhooks");
            await PumpedAsync(() => HeardAsync());
            await PumpedAsync(() => world.ReconcileAsync(Ct));
            await PumpedAsync(() => world.WakeAsync(Ct));
            var run = await PumpedAsync(() => world.RunAsync(Ct));
            if (round > 20 && run.Planned.All == 0 && (await world.TicketsAsync(Ct)).All(t => t.State == TicketState.Created || !IsWanted(t) || IsSettled(t)))
                return;
        }
    }

    public async Task AssertTrueAsync()
    {
        var tickets = await world.TicketsAsync(Ct);
        var issues = world.Sandbox.State.Issues;
        var byMarker = issues.Where(i => MarkerOf(i) is not null).ToLookup(i => MarkerOf(i)!);

        Assert.Empty(byMarker.Where(m => m.Count() > 1).Select(m => $"{m.Key} has {string.Join(", ", m.Select(i => i.Key))}"));
        Assert.Empty(issues.Where(i => MarkerOf(i) is null && !IsParted(i)).Select(i => $"{i.Key} is nobody's"));
        var behind = await world.Links.OfTicketsAsync([.. tickets.Select(t => t.Id)], Ct);
        foreach (var finding in world.Findings.All.Where(f => f.IsOpen))
        {
            // Of several, the later ones took the place of what stays closed.
            var parts = tickets.Where(t => IsLatest(t, tickets) && GroupOf(t) == GroupOf(finding)).ToList();
            var own = parts.Where(t => behind[t.Id].Contains(finding.Id)).ToList();
            // What came after somebody deleted the issue waits for that person's word.
            Assert.True(own.Count == 1 || (own.Count == 0 && parts.Any(IsDeleted)), $"a finding of {GroupOf(finding)} has {own.Count} tickets");
            Assert.All(own, t => Assert.True(IsSettled(t), $"{t.Group} has no issue: {t.State} {t.Reason}"));
        }

        foreach (var ticket in tickets.Where(t => t.IssueId is { } id && !_deleted.Contains(id) && !_movedByPeople.Contains(id)))
        {
            var issue = issues.Single(i => i.Id.ToString() == ticket.IssueId);
            var subTasks = tickets.Where(t => t.ParentKey == issue.Key && IsLatest(t, tickets));
            var isOpen = IsLatest(ticket, tickets) && (HasOpen(behind[ticket.Id]) || subTasks.Any(t => HasOpen(behind[t.Id])));
            Assert.True(issue.IsDone != isOpen, $"{issue.Key} is {issue.Status}, against its findings");
            Assert.True(
                !IsLatest(ticket, tickets) || world.Configuration.TargetOf(StandingOf(behind[ticket.Id])) is not { Status: { } wanted } || issue.Status == wanted.Name,
                $"{issue.Key} is {issue.Status}, against the map");
        }

        // Nothing is deleted that people have written in, but by people.
        Assert.Empty(_labels.Select(l => l.IssueId).Concat(_comments.Select(c => c.IssueId)).Where(id => !_deleted.Contains(id) && issues.All(i => i.Id.ToString() != id)));
        Assert.Empty(_labels.Where(l => issues.FirstOrDefault(i => i.Id.ToString() == l.IssueId) is { } issue && !issue.Labels.Contains(l.Label)));
        Assert.Empty(_comments.Where(c => issues.FirstOrDefault(i => i.Id.ToString() == c.IssueId) is { } issue && issue.Comments.All(x => x.Text != c.Text)));
        foreach (var ((id, field), words) in _words)
        {
            if (issues.FirstOrDefault(i => i.Id.ToString() == id) is { } issue)
                Assert.True((field == "summary" ? issue.Summary : issue.Description) == words, $"the {field} of {issue.Key} is not \"{words}\" any more");
        }

        Assert.Equal(0, (await PumpedAsync(() => world.RunAsync(Ct))).Planned.All);
    }

    private async Task<string> StepAsync()
    {
        // What comes gets a sub-task only where somebody is at work.
        if (world.Configuration.Growth == GrowthPolicy.SubTask && _random.Next(6) == 0)
            return await BegunAsync();
        switch (_random.Next(31))
        {
            case 0 or 1 or 2 or 3 or 4 or 5 or 6 or 7:
                return $"run: {await TriedAsync(() => world.RunAsync(Ct))}";
            case 8:
                return $"wake: {await TriedAsync(() => world.WakeAsync(Ct))}";
            case 9:
                return $"poll: {await TriedAsync(() => world.PollAsync(Ct))}";
            case 10:
                return $"reconcile: {await TriedAsync(() => world.ReconcileAsync(Ct))}";
            case 11:
                await world.RestartAsync(Ct);
                return "the process is started anew";
            case 12 or 13:
                var time = TimeSpan.FromSeconds(_random.Next(1, 1200));
                world.Clock.Advance(time);
                return $"{time} pass";
            case 14 or 15 or 16:
                var fault = RandomFault.Next(_random);
                world.Sandbox.Faults.Add(fault);
                return $"fault: {fault}";
            case 17 or 18 or 19:
                return PersonActed();
            case 24 or 25:
                return $"{await _webhooks.DeliverAsync(_random, Ct)} webhooks: {await TriedAsync(HeardAsync)}";
            case 26 or 27:
                return await UndoneAsync();
            case 28:
                world.Jira.Rotate();
                return "the token is rotated";
            case 29:
                world.Jira.RotateAfter(_random.Next(1, 12));
                return $"the token is rotated in the middle of what comes; run: {await TriedAsync(() => world.RunAsync(Ct))}";
            case 30:
                return DecidedOnAll();
            default:
                return Scanned();
        }
    }

    private async Task<string> BegunAsync()
    {
        if (world.Sandbox.State.Issues.FirstOrDefault(i => i is { Status: "To Do", ProjectKey: "SEC" }) is not { } issue)
            return "nobody has anything to begin with";
        world.Sandbox.State.Transition(issue.Key, "In Progress");
        return $"somebody begins to work at {issue.Key}: {await TriedAsync(() => world.PollAsync(Ct))}";
    }

    private async Task<bool> HeardAsync()
    {
        await world.Sync.HearAsync(world.Configuration.Connection, Ct);
        return true;
    }

    /// <summary>One of the last runs, also in part and while other runs wrote since.</summary>
    private async Task<string> UndoneAsync()
    {
        if (_runs.Count == 0)
            return "there is no run to undo";
        var (run, deletes) = (_runs[^_random.Next(1, Math.Min(4, _runs.Count) + 1)], _random.Next(3) == 0);
        if (await world.Undos.PlanAsync(Ann, run, deletes, Ct) is not RunUndoOutcome.Planned { Run: var undo })
            return "the run cannot be undone";
        return $"undo of {run}{(deletes ? ", with its issues" : "")}: {await TriedAsync(async () => (await world.Sync.ApplyAsync(undo.Id, null, Ct))!)}";
    }

    /// <summary>So that issues go the same way together.</summary>
    private string DecidedOnAll()
    {
        var status = new[] { FindingStatus.Active, FindingStatus.InProgress, FindingStatus.Potential }[_random.Next(3)];
        for (var number = 1; number < MostFindings; number++)
        {
            if (!world.Findings.Numbers.Contains(number))
                world.Findings.Add(number, $"CVE-{number % 7}", (Severity)(1 + _random.Next(5)), number % 2 == 0 ? "api" : "web");
            world.Findings.Decide(number, status);
        }

        return $"every finding is {status}";
    }

    private string Scanned()
    {
        var number = _random.Next(1, MostFindings);
        if (!world.Findings.Numbers.Contains(number))
        {
            world.Findings.Add(number, $"CVE-{number % 7}", (Severity)(1 + _random.Next(5)), number % 2 == 0 ? "api" : "web");
            return $"finding {number} is new";
        }

        var isOpen = world.Findings.All.Single(f => f.Id == FakeFindings.IdOf(number)).IsOpen;
        switch (_random.Next(4))
        {
            case 3:
                var status = Enum.GetValues<FindingStatus>()[_random.Next(Enum.GetValues<FindingStatus>().Length)];
                world.Findings.Decide(number, status);
                return $"finding {number} is {status}";
            case 0:
                world.Findings.Change(number, f => f with { Title = $"{f.Title.Split('#')[0]}#{_random.Next(100)}" });
                return $"finding {number} has another title";
            case 1 when isOpen:
                world.Findings.Close(number);
                return $"finding {number} is fixed";
            case 1:
                world.Findings.Reopen(number);
                return $"finding {number} is back";
            default:
                world.Findings.Change(number, f => f with { Severity = (Severity)(1 + _random.Next(5)) });
                return $"finding {number} has another severity";
        }
    }

    private string PersonActed()
    {
        var issues = world.Sandbox.State.Issues;
        if (issues.Count == 0)
            return "nobody has anything to do";
        var issue = issues[_random.Next(issues.Count)];
        var id = issue.Id.ToString();
        switch (_random.Next(12))
        {
            case 0 or 1 or 2:
                var status = new[] { "To Do", "In Progress", "Done" }[_random.Next(3)];
                if (issue.Status == status)
                    return $"{issue.Key} stays {status}";
                _movedByPeople.Add(id);
                world.Sandbox.State.Transition(issue.Key, status);
                return $"somebody moves {issue.Key} to {status}";
            case 3 or 4 or 5:
                var label = $"people-{_random.Next(1000)}";
                world.Sandbox.State.Edit(issue.Key, JsonSerializer.Serialize(new { labels = issue.Labels.Append(label) }));
                _labels.Add((id, label));
                return $"somebody labels {issue.Key} {label}";
            case 6 or 7 or 8:
                var text = $"What about this? {_random.Next(100_000)}";
                world.Sandbox.State.Comment(issue.Key, text);
                _comments.Add((id, text));
                return $"somebody comments on {issue.Key}";
            case 9 when issue is { ProjectKey: "SEC", IssueType: not "Sub-task" }:
                // In the other project a workflow of its own holds.
                _movedByPeople.UnionWith(WithSubTasks(issue));
                world.Sandbox.State.Move(issue.Key, "OPS");
                return $"somebody moves {issue.Key} to another project";
            case 10:
                _deleted.UnionWith(WithSubTasks(issue));
                world.Sandbox.State.Delete(issue.Key);
                return $"somebody deletes {issue.Key}";
            case 11 when world.Configuration.Fields.Count > 0:
                var (login, stays) = (_random.Next(2) == 0 ? "bob" : "dana", _random.Next(3) == 0);
                world.Sandbox.State.Deactivate(login, stays);
                return $"{login} {(stays ? "is back" : "leaves")}";
            default:
                var (field, words) = (new[] { "summary", "description" }[_random.Next(2)], $"In our words {_random.Next(1000)}");
                world.Sandbox.State.Edit(issue.Key, JsonSerializer.Serialize(new Dictionary<string, string> { [field] = words }));
                _words[(id, field)] = words;
                return $"somebody words the {field} of {issue.Key} anew: {words}";
        }
    }

    /// <summary>Somebody has what an undo held done again.</summary>
    private async Task<bool> IsUndoneAsync(Ticket ticket) => (await world.Catalog.GetAsync(ticket.Id, Ct))?.Undone is not null;

    private HashSet<string> OpenGroups() => [.. world.Findings.All.Where(f => f.IsOpen).Select(GroupOf)];

    private string GroupOf(ContentFinding finding) =>
        world.Configuration.GroupBy is [{ Field: GroupingField.Asset }] ? $"asset {finding.Asset}" : $"asset {finding.Asset} · rule {finding.Rule}";

    /// <summary>Of a part too.</summary>
    private static string GroupOf(Ticket ticket) => ticket.Group.Split(" · part ")[0];

    private bool HasOpen(IEnumerable<FindingId> findings) => world.Findings.All.Any(f => f.IsOpen && findings.Contains(f.Id));

    private FindingStatus? StandingOf(IEnumerable<FindingId> findings) => world.Findings.All.Where(f => findings.Contains(f.Id))
        .Aggregate((FindingStatus?)null, (standing, f) => GroupStanding.Of(standing, FakeFindings.StatusOf(f)));

    private IEnumerable<string> WithSubTasks(SandboxIssue issue) =>
        world.Sandbox.State.Issues.Where(i => i.Key == issue.Key || i.ParentKey == issue.Key).Select(i => i.Id.ToString());

    /// <summary>It has its issue, or somebody deleted that, or nobody can make a sub-task where people brought its parent.</summary>
    private bool IsSettled(Ticket ticket) => ticket.State == TicketState.Created && ticket.Presence != IssuePresence.Released
        ? IsDeleted(ticket) || world.Sandbox.State.Issues.Any(i => i.Id.ToString() == ticket.IssueId)
        : ticket is { State: TicketState.Rejected, ParentKey: { } parent } && world.Sandbox.State.Find(parent) is not { ProjectKey: "SEC" };

    private bool IsDeleted(Ticket ticket) => ticket.IssueId is { } id && _deleted.Contains(id);

    private static bool IsLatest(Ticket ticket, IReadOnlyList<Ticket> tickets) => tickets.All(t => t.Group != ticket.Group || t.Generation <= ticket.Generation);

    private bool IsWanted(Ticket ticket) => OpenGroups().Contains(GroupOf(ticket));

    private static string? MarkerOf(SandboxIssue issue) =>
        issue.Properties.TryGetValue(Marker.PropertyKey, out var property)
            && JsonDocument.Parse(property).RootElement.TryGetProperty("marker", out var marker)
            ? marker.GetString()
            : null;

    /// <summary>An undo closed it and took its marker off; what people do with it is theirs.</summary>
    private bool IsParted(SandboxIssue issue) =>
        issue.Properties.ContainsKey(Marker.PropertyKey) && _runs.Count > 0 && (issue.IsDone || _movedByPeople.Contains(issue.Id.ToString()));

    /// <summary>What a fault makes of it is told and not the end: the loop goes on.</summary>
    private async Task<string> TriedAsync<T>(Func<Task<T>> act)
    {
        try
        {
            var done = await PumpedAsync(act);
            if (done is not SyncRun run)
                return $"{done}";
            if (run.Undoes is null && run.Planned.All > 0)
                _runs.Add(run.Id);
            return $"{run.Id} {run.State}, {string.Join(", ", run.Outcomes.Select(o => $"{o.Value} {o.Key}"))}";
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return e.Message;
        }
    }

    /// <summary>Time passes while a call waits for Jira's limit. What does not end at all is told.</summary>
    private async Task<T> PumpedAsync<T>(Func<Task<T>> act)
    {
        var acting = act();
        for (var looks = 0; await Task.WhenAny(acting, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct)) != acting; looks++)
        {
            Assert.True(looks < MostLooks, "what was begun does not end");
            if (world.Jira.WaitingCalls > 0)
                world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await acting;
    }

    public ValueTask DisposeAsync() => _webhooks.DisposeAsync();
}
