using System.Globalization;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Search;
using Fairlead.Sandbox.Security;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Pages;

/// <summary>Reads what a page shows in one go, under the site's gate.</summary>
internal sealed class PageReader(Site site, SandboxSecurity security, string formToken)
{
    private const int PageSize = 50;
    private static readonly string[] ShownApart =
        [FieldIds.Summary, FieldIds.Description, FieldIds.Priority, FieldIds.Labels, FieldIds.Assignee, FieldIds.Reporter, FieldIds.Resolution];

    public IssueListModel List(string pathBase, IssueFilter filter)
    {
        lock (site.Gate)
        {
            var (found, problem) = Find(filter);
            var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
            var page = Math.Clamp(filter.Page, 1, pages);
            return new IssueListModel(
                Frame(pathBase), filter with { Page = page }, Projects(),
                [.. found.Skip((page - 1) * PageSize).Take(PageSize).Select(Line)], found.Count, pages, problem);
        }
    }

    /// <returns>Null when there is no such issue.</returns>
    public IssueModel? Issue(string pathBase, string key, string? problem)
    {
        lock (site.Gate)
            return site.Issues.Find(key) is { } issue ? Shape(Frame(pathBase), issue, problem) : null;
    }

    /// <summary>Refuses a form that did not come from a page of ours.</summary>
    public async Task<bool> IsOursAsync(HttpContext http, IFormCollection form)
    {
        if (form["token"] == formToken)
            return true;
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        await http.Response.WriteAsync("This form is from another time or place; go back and reload.", http.RequestAborted);
        return false;
    }

    public IReadOnlyList<(string Key, string Name)> Projects()
    {
        lock (site.Gate)
            return [.. site.Projects.Select(p => (p.Key, p.Name))];
    }

    public PageFrame Frame(string pathBase) => new(pathBase, site.IsCloud ? "Cloud" : "Data Center", formToken);

    private (IReadOnlyList<Issue> Found, string? Problem) Find(IssueFilter filter)
    {
        if (filter.Jql.Length > 0)
        {
            try
            {
                return (JqlSearch.Run(site, site.Person, filter.Jql, mustBeBounded: false, []), null);
            }
            catch (JiraRefusal refusal)
            {
                return ([], refusal.Message);
            }
        }

        return (
            [.. site.Issues.All.Reverse().Where(i =>
                (filter.Project.Length == 0 || i.Now.Project.Key == filter.Project)
                && (filter.Category.Length == 0 || i.Now.Status.Category.Key == filter.Category)
                && Meets(i, filter.Text))],
            null);
    }

    private static bool Meets(Issue issue, string text) =>
        text.Length == 0
        || issue.Key.Contains(text, StringComparison.OrdinalIgnoreCase)
        || ((string?)issue.Now.Get(FieldIds.Summary) ?? "").Contains(text, StringComparison.OrdinalIgnoreCase)
        || LabelsKind.Of(issue.Now.Get(FieldIds.Labels)).Any(l => l.Contains(text, StringComparison.OrdinalIgnoreCase));

    private IssueLine Line(Issue issue) => new(
        issue.Key, issue.Now.Type.Name, (string?)issue.Now.Get(FieldIds.Summary) ?? "", issue.Now.Status.Name,
        issue.Now.Status.Category.Key, issue.Now.Get<Priority>(FieldIds.Priority)?.Name,
        issue.Now.Get<Account>(FieldIds.Assignee)?.DisplayName, LabelsKind.Of(issue.Now.Get(FieldIds.Labels)), Time(issue.Now.UpdatedAt));

    private IssueModel Shape(PageFrame frame, Issue issue, string? problem)
    {
        var now = issue.Now;
        var workflow = now.Project.Types[now.Type].Workflow;
        return new IssueModel(
            frame, Line(issue), now.Project.Name, now.Get<Resolution>(FieldIds.Resolution)?.Name,
            now.Get<Account>(FieldIds.Reporter)?.DisplayName ?? "", Time(issue.CreatedAt),
            now.Get<RichText>(FieldIds.Description)?.Html, [.. Fields(issue)], [.. Links(frame, issue)],
            [.. issue.Properties.Select(p => (p.Key, p.Value))],
            [.. issue.Comments.Select(c => new CommentView(c.Author.DisplayName, Time(c.CreatedAt), c.Body.Html))],
            [.. issue.Changes.AsEnumerable().Reverse().Select(c => new ChangeView(c.Author.DisplayName, Time(c.At), [.. c.Items.Select(Words)]))],
            [.. workflow.From(issue, site.Person).Where(t => t.To != now.Status).Select(t => new TransitionChoice(
                t.Id, t.Name, t.To.Name, t.To.Category.Key, t.Screen?.Requires(FieldIds.Resolution) == true))],
            [.. site.Priorities.Select(p => p.Name)], [.. site.Resolutions.Select(r => r.Name)],
            [.. site.People.Where(p => p is { IsActive: true, IsAssignable: true }).Select(p => (p.Name, p.DisplayName))],
            now.Get<Account>(FieldIds.Assignee)?.Name ?? "", problem);
    }

    private IEnumerable<(string Name, string Value)> Fields(Issue issue)
    {
        foreach (var field in site.Fields.All)
        {
            if (!ShownApart.Contains(field.Id) && issue.Now.Get(field.Id) is { } value
                && (field.Kind is LabelsKind ? string.Join(' ', LabelsKind.Of(value)) : field.Kind.Words(value)) is { } words)
            {
                yield return (field.Name, words);
            }
        }
    }

    private IEnumerable<LinkView> Links(PageFrame frame, Issue issue)
    {
        foreach (var link in issue.RemoteLinks)
        {
            var url = (string?)link.Content["object"]?["url"];
            yield return new LinkView("Link", (string?)link.Content["object"]?["title"] ?? "", url is not null && AdfHtml.IsSafe(url) ? url : null);
        }

        foreach (var link in issue.Links)
        {
            var relation = ReferenceEquals(link.Inward, issue) ? link.Type.Outward : link.Type.Inward;
            yield return new LinkView(relation, link.Other(issue).Key, $"{frame.Base}/browse/{link.Other(issue).Key}");
        }

        foreach (var (title, url) in security.Of(issue))
            yield return new LinkView("Vulnerability", title, AdfHtml.IsSafe(url) ? url : null);
        foreach (var child in issue.Children)
            yield return new LinkView("Child", child.Key, $"{frame.Base}/browse/{child.Key}");
        foreach (var attachment in issue.Attachments)
            yield return new LinkView("File", $"{attachment.FileName} ({attachment.Content.Length:N0} bytes)", null);
    }

    private static string Words(ChangeItem item) => item.Field is FieldIds.Description or FieldIds.Environment
        ? $"{item.Field} was rewritten"
        : $"{item.Field}: {item.FromText ?? "–"} → {item.ToText ?? "–"}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
