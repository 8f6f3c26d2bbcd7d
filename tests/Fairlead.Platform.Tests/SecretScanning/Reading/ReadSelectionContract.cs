using System.Text;
using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

/// <summary>An issue asked for by the selection and read, on both editions.</summary>
public abstract class ReadSelectionContract(SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_people_wrote_and_replaced_is_all_read()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        using var transport = new JiraTransport(new() { Addresses = new() { AllowLoopback = true } });
        using var limiter = new JiraLimiter(new(), TimeProvider.System);
        var isCloud = edition == SandboxEdition.Cloud;
        var jira = new JiraClient(
            new JiraSite(server.BaseUrl, isCloud ? JiraEdition.Cloud : JiraEdition.DataCenter),
            isCloud
                ? new JiraCredential.CloudApiToken(server.Accounts.Email, new SecretText(server.Accounts.ApiToken))
                : new JiraCredential.PersonalAccessToken(new SecretText(server.Accounts.PersonalAccessToken)),
            transport, limiter, SilentCallObserver.Instance, new(), TimeProvider.System);

        var catalogue = await jira.Fields.ListAsync(Ct);
        var selection = ReadSelection.Of(catalogue);
        Assert.Contains(selection.Fields, f => f.Schema.IsRichText);
        Assert.DoesNotContain(selection.Fields, f => f.Schema.Type is "number" or "user" or "date");
        Assert.Subset(catalogue.Select(f => f.Id).ToHashSet(), selection.Selection.Fields.ToHashSet());

        var key = server.State.Create("SEC", "Task", "first words").Key;
        server.State.Edit(key, """{"summary":"second words","description":"line one\nline *two*"}""");
        server.State.Edit(key, """{"description":"line three"}""");
        for (var i = 0; i < 25; i++)
            server.State.Comment(key, $"comment {i}");
        for (var i = 0; i < 25; i++)
            server.State.LogWork(key, $"work {i}");

        var issue = Assert.Single((await jira.Issues.FetchAsync([key], selection.Selection, Ct)).Issues);
        Assert.Equal(isCloud, IssueTexts.NeedsAllComments(issue));
        Assert.True(IssueTexts.NeedsAllWorklogs(issue));
        var changes = await jira.Changelog.ForIssueAsync(key, Ct).ToListAsync(Ct);
        var rest = new IssueRest(
            await jira.Comments.RemarksAsync(key, Ct).ToListAsync(Ct), await jira.Worklogs.RemarksAsync(key, Ct).ToListAsync(Ct));
        var texts = AllTexts.Of(issue, changes, selection, rest)
            .Select(t => (t.Kind, t.IsHistorical, Text: Encoding.UTF8.GetString(t.Utf8.Span))).ToList();

        Assert.Equal([(false, "second words"), (true, "first words")], Of(IssueTextKind.Summary));
        Assert.Equal([(false, "line three"), (true, "line one\nline *two*")], Of(IssueTextKind.Description));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (false, $"comment {i}")), Of(IssueTextKind.Comment));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (false, $"work {i}")), Of(IssueTextKind.Worklog));

        IEnumerable<(bool, string)> Of(IssueTextKind kind) => texts.Where(t => t.Kind == kind).Select(t => (t.IsHistorical, t.Text));
    }

    public sealed class OnCloud() : ReadSelectionContract(SandboxEdition.Cloud);

    public sealed class OnDataCenter() : ReadSelectionContract(SandboxEdition.DataCenter);
}
