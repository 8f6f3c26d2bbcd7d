using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.Tests.Transport;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Jira.Tests.Sandbox;

/// <summary>Attachments and links, the same for both editions.</summary>
public abstract class JiraFilesContract(SandboxEdition edition) : ClientOnSandbox(edition)
{
    [Fact]
    public async Task Files_and_links_are_kept()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC");
        var (one, two) = (Committed(await jira.Client.Issues.CreateAsync(draft, Ct)), Committed(await jira.Client.Issues.CreateAsync(draft, Ct)));
        var attached = Committed(await jira.Client.Attachments.AddAsync(one.Key, "bericht ä.csv", "text/csv", "a,b\n1,2"u8.ToArray(), Ct));
        Assert.Equal(("bericht ä.csv", 7L), (attached.FileName, attached.Bytes));
        Assert.Equal(attached.Id, Assert.Single((await jira.Client.Attachments.ListAsync(one.Key, Ct))!).Id);

        var link = new JiraRemoteLink("fairlead:1", new("https://fairlead.example/findings/1"), "Finding 1") { Summary = "s", IsResolved = false };
        var first = Committed(await jira.Client.RemoteLinks.UpsertAsync(one.Key, link, Ct));
        Assert.Equal(first, Committed(await jira.Client.RemoteLinks.UpsertAsync(one.Key, link with { IsResolved = true }, Ct)));
        Assert.True(Assert.Single((await jira.Client.RemoteLinks.ListAsync(one.Key, Ct))!).IsResolved);

        Committed(await jira.Client.IssueLinks.LinkAsync("Duplicate", one.Key, two.Key, Ct));
        Assert.Equal(two.Key, Assert.Single(jira.Server.State.Find(one.Key)!.Links).OtherKey);
        Assert.Null(await jira.Client.Attachments.ListAsync("SEC-999", Ct));
        Assert.Null(await jira.Client.RemoteLinks.ListAsync("SEC-999", Ct));
        Assert.Null(await jira.Client.Transitions.ListAsync("SEC-999", Ct));
    }

    [Theory]
    [InlineData(FaultTime.AfterCommit)]
    [InlineData(FaultTime.BeforeCommit)]
    public async Task F101_A_remote_link_whose_answer_is_lost_is_sent_again_and_is_there_once(FaultTime time)
    {
        await using var jira = await StartAsync();
        var issue = Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC"), Ct));
        var link = new JiraRemoteLink("fairlead:1", new("https://fairlead.example/findings/1"), "Finding 1");
        jira.Server.Requests.Clear();
        jira.Server.Faults.Add("POST", "issue/*/remotelink", new FaultBehaviour.Drop(time));

        Assert.IsType<JiraOutcome<string>.Uncertain>(await jira.Client.RemoteLinks.UpsertAsync(issue.Key, link, Ct));
        Committed(await jira.Client.RemoteLinks.UpsertAsync(issue.Key, link, Ct));

        Assert.Equal(2, jira.Server.Requests.CountOf("POST", "issue/*/remotelink"));
        Assert.Equal(link, Assert.Single((await jira.Client.RemoteLinks.ListAsync(issue.Key, Ct))!));
    }

    [Fact]
    public async Task A_file_comes_back_as_it_was_or_says_why_not()
    {
        await using var jira = await StartAsync();
        var issue = Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC"), Ct));
        // Neither valid UTF-8 nor to be taken for UTF-16: a client that mends texts would change it.
        byte[] bytes = [0xFF, 0xFE, 0x00, 0xC3, 0x28, .. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        Committed(await jira.Client.Attachments.AddAsync(issue.Key, "dump #1 100% ä.bin", "application/octet-stream", bytes, Ct));
        var found = (await jira.Client.Issues.GetAsync(issue.Key, IssueSelection.Of("attachment"), Ct))!;
        var attachment = Assert.Single(found.Attachments);

        var whole = Assert.IsType<JiraFile.Whole>(await jira.Client.Attachments.ContentAsync(attachment, bytes.Length, Ct));
        Assert.Equal(bytes, whole.Bytes.ToArray());
        Assert.Equal("application/octet-stream", whole.MediaType);

        var calls = jira.Server.Requests.All.Count;
        Assert.Equal(new JiraFile.TooLarge(bytes.Length), await jira.Client.Attachments.ContentAsync(attachment, bytes.Length - 1, Ct));
        Assert.Equal(calls, jira.Server.Requests.All.Count);
        Assert.Equal(new JiraFile.TooLarge(null), await jira.Client.Attachments.ContentAsync(attachment with { Bytes = null }, bytes.Length - 1, Ct));

        Committed(await jira.Client.Attachments.DeleteAsync(issue.Key, attachment.Id, Ct));
        Assert.IsType<JiraFile.Gone>(await jira.Client.Attachments.ContentAsync(attachment, bytes.Length, Ct));
    }

    /// <summary>T-74.</summary>
    [Fact]
    public async Task A_file_is_asked_of_our_own_site_whatever_its_address_says()
    {
        await using var jira = await StartAsync();
        var issue = Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC"), Ct));
        var attached = Committed(await jira.Client.Attachments.AddAsync(issue.Key, "a.txt", "text/plain", "text"u8.ToArray(), Ct));
        await using var elsewhere = ScriptedServer.Always(200, "not this");
        foreach (var name in new[] { "a.txt", "..", "../../rest/api/2/myself", "?x=1#y", "//" + elsewhere.Url.Authority })
        {
            var told = attached with { ContentUrl = $"{elsewhere.Url}a.txt", FileName = name };
            var whole = Assert.IsType<JiraFile.Whole>(await jira.Client.Attachments.ContentAsync(told, 100, Ct));
            Assert.Equal("text"u8.ToArray(), whole.Bytes.ToArray());
        }

        Assert.Empty(elsewhere.Calls);
    }

    public sealed class OnCloud() : JiraFilesContract(SandboxEdition.Cloud);

    public sealed class OnDataCenter() : JiraFilesContract(SandboxEdition.DataCenter);
}
