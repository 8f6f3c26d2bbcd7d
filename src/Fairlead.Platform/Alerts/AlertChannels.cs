using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Client.Connections;
using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Alerts;

/// <summary>A connection, a ticket configuration and a trigger that were made together, all under one name.</summary>
/// <param name="Account">As whom Jira knows us.</param>
/// <param name="Notices">What was changed in the address as it was given.</param>
public sealed record AlertChannel(Connection Connection, TicketConfiguration Configuration, AlertTrigger Trigger, string? Account, IReadOnlyList<string> Notices);

/// <summary>
/// Leads alerts into one Jira project in one step: connection, configuration and trigger, each checked as it would be alone. All are
/// made or none: what was made before a later one failed is taken back.
/// </summary>
internal sealed class AlertChannels(
    ConnectionDirectory connections, ConnectionTest test, TicketConfigurations configurations, AlertTriggers triggers)
{
    /// <summary>Where a fault of a part is in the form that a person filled in.</summary>
    private static readonly (string Part, string Field)[] Fields =
    [
        ("/baseUrl", "/site"), ("/credential/user", "/email"), ("/credential", "/token"), ("project", "/projectKey"), ("issueType", "/issueType"),
        ("template", "/summary"), ("assignee", "/userId"), ("doneStatus", "/issueType"), ("name", "/name"),
    ];

    /// <exception cref="ProblemException">A value is not accepted, Jira refuses the credential, or a name is taken. Nothing was made.</exception>
    /// <exception cref="JiraUnavailableException">Jira could not be asked; nothing was made.</exception>
    public async Task<AlertChannel> AddAsync(Actor actor, AlertChannelBody body, CancellationToken ct)
    {
        var check = new Validation().Name("/name", body.Name, maxLength: 100).Text("/projectKey", body.ProjectKey, maxLength: 255)
            .Text("/issueType", body.IssueType, maxLength: 255).Text("/userId", body.UserId, maxLength: 255).Text("/summary", body.Summary, maxLength: 255);
        check.ThrowIfAny();
        await DemandFreeAsync(body.Name, ct);

        var credential = body.Email is null
            ? new CredentialRequest(CredentialKind.PersonalAccessToken, body.Token)
            : new CredentialRequest(CredentialKind.CloudApiToken, body.Token, body.Email);
        var (connection, notices) = await InFormAsync(() => connections.CreateAsync(actor, new CreateConnectionRequest(body.Name, body.Site, credential), ct));
        TicketConfiguration? configuration = null;
        try
        {
            var account = await TestAsync(connection, ct);
            configuration = await ConfigureAsync(actor, body, connection, ct);
            var trigger = await InFormAsync(() => triggers.CreateAsync(actor, TriggerOf(body), ct));
            return new AlertChannel(connection, configuration, trigger, account, notices);
        }
        catch
        {
            // Whatever it was, also that the caller went away: half a channel is none.
            if (configuration is not null)
                await configurations.DeleteAsync(actor, configuration.Id.ToString(), CancellationToken.None);
            await connections.RemoveAsync(actor, connection.Id, CancellationToken.None);
            throw;
        }
    }

    private async Task DemandFreeAsync(string name, CancellationToken ct)
    {
        var taken = await connections.FindByNameAsync(name, ct) is not null ? "connection"
            : await configurations.FindAsync(name, ct) is not null ? "ticket configuration"
            : await triggers.FindAsync(name, ct) is not null ? "trigger"
            : null;
        if (taken is not null)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a {taken} {Problem.Quote(name)} already. Give the channel another name."));
    }

    private async Task<string?> TestAsync(Connection connection, CancellationToken ct)
    {
        var result = (await test.RunAsync(connection.Id, ct))!;
        if (result.Works)
            return result.Account;
        // Its own step would be a command for the connection, which is not there any more.
        var topic = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(result.Cause.ToString()!);
        throw new ProblemException(ConnectionTest.ProblemOf(result with { NextStep = $"Nothing was made. What to do in Jira: fairlead connection guide {topic}. Then add the channel again." }));
    }

    private async Task<TicketConfiguration> ConfigureAsync(Actor actor, AlertChannelBody body, Connection connection, CancellationToken ct)
    {
        var wanted = new TicketConfigurationBody(
            body.Name,
            connection.Name,
            body.ProjectKey,
            body.IssueType,
            Filter: new TicketFilterBody(Kinds: [FindingKind.RuntimeAlert], Labels: [AlertTrigger.TagOf(body.Name)]),
            Assignee: body.UserId is { } user ? new FieldBody(user) : null,
            // An issue that people close and that does not stay quiet is opened again.
            StatusMap: new StatusMapBody(FromJira: [new StatusRuleBody("fixed", Category: "done")]),
            Template: body.Summary is { } summary ? new TemplateBody(summary) : null);
        return await configurations.CreateAsync(actor, wanted, ct) switch
        {
            SaveOutcome.Saved saved => saved.Configuration,
            SaveOutcome.Invalid invalid => throw Refusal(invalid.Problems),
            _ => throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a ticket configuration {Problem.Quote(body.Name)} already. Nothing was made.")),
        };
    }

    private static ProblemException Refusal(IReadOnlyList<ConfigurationFault> faults)
    {
        List<ProblemError> errors = [.. faults.Select(ErrorOf)];
        return new(new Problem(ProblemKind.InvalidConfiguration, $"{string.Join(". ", errors.Select(e => e.Message.TrimEnd('.')))}. Nothing was made.") { Errors = errors });
    }

    /// <summary>What the form has no field for, the issue type demands.</summary>
    private static ProblemError ErrorOf(ConfigurationFault fault)
    {
        var field = Find(fault.Path);
        var fix = field is null
            ? "choose an issue type or project without it; or make connection, configuration and trigger each by itself, where a configuration sets any field"
            // A command would name the connection, which is not there any more.
            : fault.Fix?.Contains("fairlead ", StringComparison.Ordinal) == true ? null : fault.Fix;
        field ??= "/issueType";
        return new($"{field}: {fault.Message}{(fix is null ? "" : $" — {fix}")}", Pointer: field);
    }

    private static AlertTriggerBody TriggerOf(AlertChannelBody body) => new(
        body.Name, body.Schedule, Filter: new AlertFilterBody(body.MinimumSeverity), ThreatLevel: body.ThreatLevel, Configuration: body.Name);

    private static async Task<T> InFormAsync<T>(Func<Task<T>> make)
    {
        try
        {
            return await make();
        }
        catch (ProblemException e) when (e.Problem.Errors.Count > 0)
        {
            throw new ProblemException(new Problem(e.Problem.Kind, e.Problem.Detail)
            {
                Code = e.Problem.Code,
                Errors = [.. e.Problem.Errors.Select(x => x.Pointer is { } pointer ? x with { Pointer = FieldOf(pointer) } : x)],
            });
        }
    }

    private static string FieldOf(string path) => Find(path) ?? (path.StartsWith('/') ? path : "/" + path);

    private static string? Find(string path) => Fields.FirstOrDefault(f => path.StartsWith(f.Part, StringComparison.Ordinal)).Field;
}
