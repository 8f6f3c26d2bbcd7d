using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Acting;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>
/// Tells the author of a secret's place by one comment, once for each value in an issue, where an administrator turned that on. What is to be said is noted before it is said, and
/// an answer that did not come is looked for in Jira before anything is said again.
/// </summary>
internal sealed class SecretNotices(
    Database database, NoticeStore store, SecretFindingStore findings, ScannerInUse inUse, ConnectionDirectory connections, JiraSites sites, ActivityLog activity, TimeProvider clock,
    ILogger<SecretNotices> log)
{
    /// <summary>On each comment of ours, so that it is found again.</summary>
    public const string MarkProperty = "fairlead.secret-notice";

    /// <summary>Of one project in one look, so that a first scan floods nobody.</summary>
    private const int MostAtOnce = 20;
    private const int MostAuthors = 5;

    /// <summary>Comments that are looked through for one of ours.</summary>
    private const int Latest = 100;

    /// <summary>Until what could not be said is tried again, and what nobody ended counts as left behind.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeftBehind = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<NoticeSetting>> SettingsAsync(ConnectionId connection, CancellationToken ct) =>
        [.. (await store.SettingsAsync(ct)).Where(setting => setting.ConnectionId == connection)];

    /// <param name="project"><see langword="null"/>: all projects of the connection without a setting of their own.</param>
    public async Task SetAsync(Connection connection, JiraProject? project, bool isOn, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await NoticeStore.PutSettingAsync(
            work, new NoticeSetting { ConnectionId = connection.Id, ProjectId = project?.Id ?? "", ProjectKey = project?.Key ?? "", IsOn = isOn, Since = clock.GetUtcNow(), SetBy = actor.Name }, ct);
        await activity.AppendAsync(work, actor, "secrets.notices-switched", connection.Id.ToString(), $"{connection.Name}{(project is null ? "" : $"/{project.Key}")}: authors are {(isOn ? "told" : "not told")} of secrets", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What would be said, on each issue in which it stands now; nothing is.</summary>
    /// <returns><see langword="null"/>: there is no such secret.</returns>
    /// <exception cref="ConnectionUnusableException"/>
    public Task<IReadOnlyList<SecretNotice>?> PreviewAsync(SecretFindingId id, CancellationToken ct) => EachAsync(id, null, ct);

    /// <summary>Says it on each issue on which it was not said before.</summary>
    /// <inheritdoc cref="PreviewAsync"/>
    /// <exception cref="ProblemException">It is off for the project.</exception>
    public async Task<IReadOnlyList<SecretNotice>?> SayAsync(SecretFindingId id, Actor actor, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret)
            return null;
        if (SinceOf(await store.SettingsAsync(ct), secret.Connection, secret.ProjectId) is null)
            throw new ProblemException(new Problem(ProblemKind.Conflict, "Authors of this project are not told of secrets. An administrator turns that on: fairlead secrets notices --help"));
        return await EachAsync(id, actor, ct);
    }

    /// <summary>Says what is to be said of secrets that were found since it was turned on.</summary>
    /// <returns>How many secrets were looked at.</returns>
    public async Task<int> SayDueAsync(CancellationToken ct)
    {
        var settings = await store.SettingsAsync(ct);
        var done = 0;
        foreach (var connection in settings.Where(setting => setting.IsOn).Select(setting => setting.ConnectionId).Distinct())
        {
            if (await connections.FindAsync(connection, ct) is not { IsEnabled: true } there)
                continue;
            try
            {
                foreach (var project in (await findings.ProjectsAsync(connection, ct)).Select(known => known.ProjectId))
                {
                    if (SinceOf(settings, connection, project) is not { } since)
                        continue;
                    foreach (var due in await store.DueAsync(connection, project, since, clock.GetUtcNow() - RetryPause, clock.GetUtcNow() - LeftBehind, MostAtOnce, ct))
                    {
                        await EachAsync(due, Actor.System, ct);
                        done++;
                    }
                }
            }
            catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
            {
                log.NoticesPutOff(there.Name, e.Message);
            }
        }

        return done;
    }

    /// <returns>Since when; <see langword="null"/>: it is off.</returns>
    private static DateTimeOffset? SinceOf(IReadOnlyList<NoticeSetting> settings, ConnectionId connection, string project) =>
        (settings.FirstOrDefault(s => s.ConnectionId == connection && s.ProjectId == project) ?? settings.FirstOrDefault(s => s.ConnectionId == connection && s.ProjectId.Length == 0)) is { IsOn: true } setting
            ? setting.Since
            : null;

    /// <param name="actor"><see langword="null"/>: nothing is said.</param>
    private async Task<IReadOnlyList<SecretNotice>?> EachAsync(SecretFindingId id, Actor? actor, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret)
            return null;
        var jira = await sites.WriterForAsync(secret.Connection, ct);
        var rule = (await inUse.CurrentAsync(ct)).All.Find(secret.Rule);
        var notices = new List<SecretNotice>();
        foreach (var places in (await store.PlacesAsync(id, ct)).GroupBy(place => place.IssueId))
            notices.Add(await OnIssueAsync(jira, secret, rule, [.. places], actor, ct));
        return notices;
    }

    private async Task<SecretNotice> OnIssueAsync(JiraClient jira, SecretFinding secret, SecretRule? rule, IReadOnlyList<NoticePlace> places, Actor? actor, CancellationToken ct)
    {
        var place = places[0];
        if (place.State == NoticeStore.Said)
            return new SecretNotice(place.IssueKey, SecretNoticeState.Said, [], false, null, "it was said before");
        try
        {
            if (await jira.Issues.GetAsync(Id(place), IssueSelection.Of("project", "reporter", "attachment"), ct) is { Project: { } project } issue)
                return await OnIssueAsync(jira, secret, rule, places, issue, project, actor, ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            // Of this issue alone: the others are not to wait for it.
            return await NotSaidAsync(secret, place, PlainText.OneLine($"Jira refused it: {e.Message}"), actor, ct);
        }

        return await NotSaidAsync(secret, place, "the issue is not there any more, or the connection's account may not see it", actor, ct);
    }

    /// <summary>Noted, so that it is tried again a day later and keeps no other secret from being told.</summary>
    private async Task<SecretNotice> NotSaidAsync(SecretFinding secret, NoticePlace place, string why, Actor? actor, CancellationToken ct)
    {
        var notice = new SecretNotice(place.IssueKey, SecretNoticeState.NotSaid, [], false, null, why);
        if (actor is not null && await ClaimAsync(secret, place, actor, ct) is not null)
            await EndAsync(secret, place, notice, actor, ct);
        return notice;
    }

    private async Task<Guid?> ClaimAsync(SecretFinding secret, NoticePlace place, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // A person who asks need not wait for the next day.
        return await store.ClaimAsync(secret.Connection, place, Guid.CreateVersion7(now), now, actor == Actor.System ? now - RetryPause : now, now - LeftBehind, ct);
    }

    private async Task<SecretNotice> OnIssueAsync(
        JiraClient jira, SecretFinding secret, SecretRule? rule, IReadOnlyList<NoticePlace> places, JiraIssue issue, JiraProject project, Actor? actor, CancellationToken ct)
    {
        var place = places[0];
        var (authors, visibility) = await AuthorsAsync(jira, issue, places, ct);
        if (visibility is null && (await jira.Projects.GetAsync(project.Id, ct))?.TypeKey == "service_desk")
            visibility = CommentVisibility.Internal;
        var text = NoticeText.Of(authors, rule?.Title ?? secret.Rule, rule?.Revoke ?? "see its vendor's documentation", [.. places.Select(one => one.TextKind)]);
        var notice = new SecretNotice(
            issue.Key, SecretNoticeState.Possible, [.. authors.Select(author => author.DisplayName)], visibility is { IsInternal: true }, PlainOf(text), null);
        var mayComment = (await jira.Permissions.GetMineAsync([JiraPermission.AddComments], project.Key, ct))[JiraPermission.AddComments];
        if (actor is null)
            return mayComment ? notice : notice with { State = SecretNoticeState.NotSaid, Detail = Lacking };

        if (await ClaimAsync(secret, place, actor, ct) is not { } mark)
            return notice with { State = SecretNoticeState.Unknown, Text = null, Detail = "it is being said" };
        KillPoint.Hit("secrets.before-notice");
        var outcome = !mayComment
            ? notice with { State = SecretNoticeState.NotSaid, Detail = Lacking }
            : place.Mark is not null && await EarlierAsync(jira, issue.Key, mark, notice, ct) is { } earlier
                ? earlier
                : Told(notice, await jira.Comments.AddAsync(issue.Key, text, new Dictionary<string, JsonNode> { [MarkProperty] = new JsonObject { ["id"] = mark.ToString() } }, visibility, ct));
        KillPoint.Hit("secrets.after-notice");
        await EndAsync(secret, place, outcome, actor, ct);
        return outcome;
    }

    /// <returns>What became of an attempt before; <see langword="null"/>: nothing was said.</returns>
    private static async Task<SecretNotice?> EarlierAsync(JiraClient jira, string issueKey, Guid mark, SecretNotice notice, CancellationToken ct)
    {
        try
        {
            return await WasSaidAsync(jira, issueKey, mark, ct) ? notice with { State = SecretNoticeState.Said } : null;
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            return notice with { State = SecretNoticeState.NotSaid, Detail = PlainText.OneLine($"Jira refused it: {e.Message}") };
        }
    }

    private const string Lacking = "the connection's account lacks the permission Add comments in this project";

    private async Task EndAsync(SecretFinding secret, NoticePlace place, SecretNotice notice, Actor actor, CancellationToken ct)
    {
        // What is unknown stays as it is, to be looked for.
        if (notice.State == SecretNoticeState.Unknown)
            return;
        await using var work = await database.BeginAsync(ct);
        var isSaid = notice.State == SecretNoticeState.Said;
        await NoticeStore.EndAsync(work, secret.Connection, place, isSaid ? NoticeStore.Said : NoticeStore.NotSaid, notice.Detail, clock.GetUtcNow(), ct);
        if (isSaid || place.Detail != notice.Detail)
        {
            await activity.AppendAsync(
                work, actor, isSaid ? "secrets.notice-said" : "secrets.notice-not-said", secret.Id.ToString(),
                $"{notice.IssueKey}, {secret.Rule}: {(isSaid ? $"told {(notice.To.Count > 0 ? string.Join(", ", notice.To) : "whoever watches the issue")}" : notice.Detail)}", ct);
        }

        await work.CommitAsync(ct);
    }

    /// <summary>Of a comment who spoke last in it, of a file who attached it, else who reported the issue. A comment about a restricted one is for the same people.</summary>
    private static async Task<(IReadOnlyList<JiraUser> Authors, CommentVisibility? Visibility)> AuthorsAsync(
        JiraClient jira, JiraIssue issue, IReadOnlyList<NoticePlace> places, CancellationToken ct)
    {
        var authors = new List<JiraUser?>();
        CommentVisibility? visibility = null;
        foreach (var (kind, placeId) in places.Select(place => (place.TextKind, place.PlaceId)).Distinct().Take(MostAuthors))
        {
            if (kind == IssueTextKind.Comment)
            {
                var comment = await jira.Comments.GetAsync(issue.Key, placeId, ct);
                authors.Add(comment?.Speaker);
                visibility ??= comment?.Visibility;
            }
            else
            {
                var attachedBy = kind is IssueTextKind.Attachment or IssueTextKind.AttachmentName ? issue.Attachments.FirstOrDefault(file => file.Id == placeId)?.AuthorId : null;
                authors.Add(attachedBy is { } id && id != issue.Reporter?.Id ? new JiraUser(id, id, null, true, null, null) : issue.Reporter);
            }
        }

        return ([.. authors.OfType<JiraUser>().DistinctBy(author => author.Id)], visibility);
    }

    private static async Task<bool> WasSaidAsync(JiraClient jira, string issueKey, Guid mark, CancellationToken ct) =>
        (await jira.Comments.LatestAsync(issueKey, Latest, ct)).Items.Any(comment =>
            comment.Properties.TryGetValue(MarkProperty, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.Object && value.TryGetProperty("id", out var id) && id.ToString() == mark.ToString());

    private static SecretNotice Told(SecretNotice notice, JiraOutcome<JiraComment> outcome) => outcome switch
    {
        JiraOutcome<JiraComment>.Committed => notice with { State = SecretNoticeState.Said },
        JiraOutcome<JiraComment>.Rejected no => notice with { State = SecretNoticeState.NotSaid, Detail = PlainText.OneLine($"Jira refused it ({no.Status}): {no.Error}") },
        JiraOutcome<JiraComment>.NotSent unsent => notice with { State = SecretNoticeState.NotSaid, Detail = unsent.Message },
        JiraOutcome<JiraComment>.Uncertain unknown => notice with { State = SecretNoticeState.Unknown, Detail = unknown.Message },
        _ => throw new UnreachableException(),
    };

    private static string PlainOf(RichDocument text) => string.Join("\n\n", text.Blocks.OfType<RichBlock.Paragraph>().Select(block => string.Concat(block.Content.Select(piece => piece switch
    {
        RichInline.Mention person => $"@{PlainText.OneLine(person.Name)}",
        RichInline.Text words => words.Value,
        _ => "",
    }))));

    private static string Id(NoticePlace place) => place.IssueId.ToString(CultureInfo.InvariantCulture);
}
