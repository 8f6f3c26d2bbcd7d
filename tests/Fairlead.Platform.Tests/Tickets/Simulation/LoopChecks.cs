using System.Text;
using System.Text.Json;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What must be true when the loop has calmed down: each group has its one issue, nothing that people did is lost, and nothing goes on by itself.</summary>
internal sealed class LoopChecks(TicketWorld world, LoopSimulation loop)
{
    /// <summary>Findings of which an issue's text does not tell any more.</summary>
    private const int InText = 50;

    private LoopPeople People => loop.People;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task AssertTrueAsync()
    {
        var state = await loop.StateAsync();
        AssertOneIssueEach(state);
        AssertInLine(state);
        AssertKeptForPeople();
        AssertLists(state);
        await AssertHeardAsync(state);
        Assert.Equal(0, (await loop.PumpedAsync(() => world.RunAsync(Ct))).Planned.All);
        await AssertQuietAsync();
        if (world.Configuration.CommentRules.Count > 0)
            await AssertLastWordCountsAsync();
        await LoopRecords.AssertSoundAsync(world, loop);
    }

    /// <summary>I1 to I3: no two issues with one marker, none without its ticket, and no open finding without its issue.</summary>
    private void AssertOneIssueEach(LoopState state)
    {
        var issues = world.Sandbox.State.Issues;
        var byMarker = issues.Where(i => MarkerOf(i) is not null).ToLookup(i => MarkerOf(i)!);
        Assert.Empty(byMarker.Where(m => m.Count() > 1).Select(m => $"{m.Key} has {string.Join(", ", m.Select(i => i.Key))}"));
        Assert.Empty(issues.Where(i => MarkerOf(i) is null && !IsParted(i)).Select(i => $"{i.Key} is nobody's"));
        foreach (var finding in state.Findings.Where(f => f.IsOpen))
        {
            var parts = state.Tickets.Where(t => state.IsLatest(t) && state.IsIn(finding, t)).ToList();
            var own = parts.Where(t => state.Behind(t).Contains(finding)).ToList();
            // What came after somebody deleted the issue waits for that person's word.
            Assert.True(own.Count == 1 || (own.Count == 0 && parts.Any(loop.IsDeleted)), $"{finding.Title} of {state.GroupOf(finding)} has {own.Count} tickets");
            Assert.All(own, t => Assert.True(loop.IsSettled(t), $"{t.Group} has no issue: {t.State} {t.Presence} {t.Reason}"));
        }
    }

    /// <summary>An issue is open while one of its findings is, unless people moved it, and where the map wants it.</summary>
    private void AssertInLine(LoopState state)
    {
        foreach (var ticket in state.Tickets.Where(t => t.IssueId is { } id && !People.Deleted.Contains(id) && !People.Moved.Contains(id)))
        {
            var issue = world.Sandbox.State.Issues.Single(i => i.Id.ToString() == ticket.IssueId);
            var subTasks = state.Tickets.Where(t => t.ParentKey == issue.Key && state.IsLatest(t));
            var isOpen = state.IsLatest(ticket) && (state.HasOpen(ticket) || subTasks.Any(state.HasOpen));
            Assert.True(issue.IsDone != isOpen, $"{issue.Key} is {issue.Status}, against its findings");
            Assert.True(
                !state.IsLatest(ticket) || world.Configuration.TargetOf(state.StandingOf(ticket)) is not { Status: { } wanted } || issue.Status == wanted.Name,
                $"{issue.Key} is {issue.Status}, against the map");
        }
    }

    /// <summary>Nothing is deleted that people have written in, but by people, and nothing of what they wrote is.</summary>
    private void AssertKeptForPeople()
    {
        var issues = world.Sandbox.State.Issues.ToDictionary(i => i.Id.ToString());
        Assert.Empty(
            People.Labels.Select(l => l.IssueId).Concat(People.Comments.Select(c => c.IssueId)).Concat(People.Files.Select(f => f.IssueId))
                .Where(id => !People.Deleted.Contains(id) && !issues.ContainsKey(id)));
        Assert.Empty(People.Labels.Where(l => issues.TryGetValue(l.IssueId, out var issue) && !issue.Labels.Contains(l.Label)));
        Assert.Empty(People.Comments.Where(c => issues.TryGetValue(c.IssueId, out var issue) && issue.Comments.All(x => x.Id != c.Id || x.Text != c.Text)));
        Assert.Empty(People.Files.Where(f => issues.TryGetValue(f.IssueId, out var issue) && issue.Attachments.All(a => a.Id != f.Id)));
        foreach (var ((id, field), words) in People.Words)
        {
            if (issues.TryGetValue(id, out var issue))
                Assert.True((field == "summary" ? issue.Summary : issue.Description) == words, $"the {field} of {issue.Key} is not \"{words}\" any more");
        }
    }

    /// <summary>What an issue's text does not tell, one list beside it does; no issue has two.</summary>
    private void AssertLists(LoopState state)
    {
        var theirs = People.Files.Select(f => f.Id).ToHashSet();
        foreach (var ticket in state.Tickets.Where(t => t.IssueId is not null))
        {
            if (world.Sandbox.State.Issues.FirstOrDefault(i => i.Id.ToString() == ticket.IssueId) is not { } issue)
                continue;
            var lists = issue.Attachments.Where(a => AttachedFile.IsName(a.FileName) && a.FileName.EndsWith(".csv", StringComparison.Ordinal) && !theirs.Contains(a.Id)).ToList();
            Assert.True(lists.Count <= 1, $"{issue.Key} has {lists.Count} lists of findings");
            var members = state.Behind(ticket);
            if (members.Count <= InText || issue.IsDone || !state.IsLatest(ticket) || People.Made.Contains(ticket.IssueId!))
                continue;
            Assert.True(lists.Count == 1, $"{issue.Key} has no list of its {members.Count} findings");
            var text = Encoding.UTF8.GetString(lists[0].Content.Span);
            Assert.Empty(members.Where(m => !text.Contains($"\"{m.Title}\"", StringComparison.Ordinal)).Select(m => $"{m.Title} is not in the list of {issue.Key}"));
        }
    }

    /// <summary>Each comment that stands was judged once, as it is now, and what was taken away says nothing any more.</summary>
    private async Task AssertHeardAsync(LoopState state)
    {
        if (world.Configuration.CommentRules.Count == 0)
            return;
        var effects = await world.Comments.ListAsync(null, null, null, 1000, Ct);
        Assert.Empty(People.Retracted.Where(r => effects.Any(e => e.CommentId == $"{r.Id}" && e.Undone is null) && world.Sandbox.State.Find(r.IssueId) is not null
            && state.Tickets.Any(t => t.IssueId == r.IssueId)).Select(r => $"\"{r.Text}\" was deleted and counts still"));
        foreach (var comment in People.Comments)
        {
            if (state.Tickets.FirstOrDefault(t => t.IssueId == comment.IssueId) is not { Presence: IssuePresence.Present } ticket
                || (await world.Store.GetAsync(ticket.Id, Ct))!.LinkedAt > comment.At)
                continue;
            var standing = effects.Where(e => e.Ticket == ticket.Id && e.CommentId == $"{comment.Id}" && e.Undone is null).Select(e => e.Status).ToList();
            FindingStatus?[] said = [.. LoopScenario.Sayings.Where(s => comment.Text.StartsWith(s.Says, StringComparison.Ordinal)).Select(s => (FindingStatus?)s.Status)];
            Assert.True(standing.SequenceEqual(said), $"\"{comment.Text}\" on {ticket.IssueKey} counts as [{string.Join(", ", standing)}]");
        }
    }

    /// <summary>I6: when nothing happens but that everything is told and looked at again, nothing is written.</summary>
    private async Task AssertQuietAsync()
    {
        var before = loop.Writes.Now;
        for (var round = 0; round < 3; round++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(700));
            Assert.Equal(0, (await loop.RoundAsync()).Planned.All);
        }

        Assert.Empty(loop.Writes.EffectsSince(before));
    }

    /// <summary>A comment sets aside what is open behind its issue, and gives it back when it is deleted.</summary>
    private async Task AssertLastWordCountsAsync()
    {
        var state = await loop.StateAsync();
        foreach (var ticket in state.Tickets.Where(t => t.Presence == IssuePresence.Present && state.HasOpen(t)).OrderBy(t => t.Id.Value).Take(2))
        {
            var before = (await loop.StateAsync()).Behind(ticket);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var comment = world.Sandbox.State.Comment(ticket.IssueKey!, "false positive, at last", "dana");
            await loop.RoundAsync();
            var after = (await loop.StateAsync()).Findings.ToDictionary(f => f.Id, f => f.Status);
            Assert.Equal(before.Select(f => (f.Id, f.IsOpen ? FindingStatus.FalsePositive : f.Status)), before.Select(f => (f.Id, after[f.Id])));

            world.Clock.Advance(TimeSpan.FromSeconds(1));
            world.Sandbox.State.DeleteComment(ticket.IssueKey!, comment);
            await loop.RoundAsync();
            after = (await loop.StateAsync()).Findings.ToDictionary(f => f.Id, f => f.Status);
            Assert.Equal(before.Select(f => (f.Id, f.Status)), before.Select(f => (f.Id, after[f.Id])));
        }
    }

    private static string? MarkerOf(SandboxIssue issue) =>
        issue.Properties.TryGetValue(Marker.PropertyKey, out var property)
            && JsonDocument.Parse(property).RootElement.TryGetProperty("marker", out var marker)
            ? marker.GetString()
            : null;

    /// <summary>
    /// An undo closed it and took its marker off, or a person parted it, or never linked it; what people do with it is theirs.
    /// </summary>
    private bool IsParted(SandboxIssue issue)
    {
        var id = issue.Id.ToString();
        return People.Made.Contains(id) || loop.Parted.Contains(id)
            || (issue.Properties.ContainsKey(Marker.PropertyKey) && loop.HasRun && (issue.IsDone || People.Moved.Contains(id)));
    }
}
