using Fairlead.Jira.Issues;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Limits;

namespace Fairlead.Jira.Tests.Sandbox;

/// <summary>Tests of the client against a strict Jira.</summary>
/// <param name="version">Data Center's; null for the sandbox's own.</param>
public abstract class ClientOnSandbox(SandboxEdition edition, Version? version = null)
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected async Task<SandboxClient> StartAsync(Func<SandboxServer, JiraCredential>? credential = null, SandboxLimits? limits = null)
    {
        var server = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Edition = edition,
                ContextPath = edition == SandboxEdition.DataCenter ? "/jira" : "",
                DataCenterVersion = version ?? new SandboxOptions().DataCenterVersion,
                Limits = limits ?? SandboxLimits.None,
            },
            Ct);
        return new SandboxClient(server, credential);
    }

    protected static async Task<IssueDraft> DraftAsync(SandboxClient jira, string project)
    {
        var types = await jira.Client.CreateMeta.IssueTypesAsync(project, Ct);
        return Sample.Draft with { Project = project, IssueTypeId = types.First(t => t.Name is "Bug" or "Task").Id };
    }

    protected static T Committed<T>(JiraOutcome<T> outcome) => Assert.IsType<JiraOutcome<T>.Committed>(outcome, exactMatch: true) is var c
        ? c.Value
        : throw new InvalidOperationException();
}
