using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Connections;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;

namespace Fairlead.Cli.Alerts;

/// <summary>Leads alerts into one Jira project in one step.</summary>
internal static class AlertChannelCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the connection, the ticket configuration and the trigger" };
    private static readonly Option<string> Site = new("--site") { Description = "Jira's address, as in the browser", HelpName = "URL", Required = true };
    private static readonly Option<string> Project = new("--project") { Description = "Key of the project", HelpName = "KEY", Required = true };
    private static readonly Option<string> IssueType = new("--issue-type") { Description = "Such as Bug or Story", HelpName = "TYPE", Required = true };
    private static readonly Option<string?> UserId = new("--user-id") { Description = "Jira's id of the user whom the issues are assigned to", HelpName = "ID" };
    private static readonly Option<string?> Summary = new("--summary") { Description = "Summary of the issues; may hold placeholders such as {{group.title}}", HelpName = "TEXT" };
    private static readonly Option<string?> Schedule = new("--schedule") { Description = $"{Words.All<AlertSchedule>()}; at-once when left out", HelpName = "WHEN" };
    private static readonly Option<string?> Minimum = new("--min-severity") { Description = $"Only alerts of this severity and worse: {Words.All<Severity>()}", HelpName = "SEVERITY" };
    private static readonly Option<string?> Level = new("--threat-level") { Description = "The severity of the findings, whatever the alert's own", HelpName = "SEVERITY" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "channel",
            "What leads alerts into a Jira project: a connection, a ticket configuration and a trigger.",
            new Example("All three in one step", "fairlead alert channel add --help"))
            .Has(Add());

    private static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Make connection, ticket configuration and trigger of one name in one step. Each is tested; all are made, or none.",
            new Example(
                "Jira Cloud",
                "fairlead alert channel add soc --site https://team.atlassian.net --email me@team.example --token-env JIRA_TOKEN --project DEVSECOPS --issue-type Bug"),
            new Example(
                "Bad ones only, once a day, with a summary",
                "fairlead alert channel add soc --site https://jira.team.example --token-env JIRA_TOKEN --project SOC --issue-type Story --min-severity high --schedule daily --summary \"Incident: {{group.title}}\""))
        {
            Notes = ["A channel signs in with an API token or a personal access token; for anything else make the three each by itself.", "Afterwards each can be changed by itself: fairlead connection, fairlead configuration, fairlead trigger."],
        }
            .Takes([Name, Site, .. CredentialOptions.OfTokens, Project, IssueType, UserId, Summary, Schedule, Minimum, Level, CommonOptions.Json])
            .TakesServer(ServerOptions.All)
            .Does(AddAsync);

    private static async Task<ExitCode> AddAsync(Invocation invocation, CancellationToken ct)
    {
        var credential = await CredentialOptions.ReadAsync(invocation, used: null, ct);
        var body = new AlertChannelBody(
            invocation.Get(Name),
            invocation.Get(Site)!,
            credential.Secret,
            invocation.Get(Project)!,
            invocation.Get(IssueType)!,
            credential.User,
            invocation.Get(UserId),
            invocation.Get(Summary),
            Words.OneOf<AlertSchedule>(invocation.Get(Schedule), "schedule") ?? AlertSchedule.AtOnce,
            Words.OneOf<Severity>(invocation.Get(Minimum), "severity"),
            Words.OneOf<Severity>(invocation.Get(Level), "severity"));
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var made = await session.Client.Alerts.AddChannelAsync(body, ct);
                foreach (var notice in made.Notices)
                    invocation.Screen.Note(notice);
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, made);
                else
                    invocation.Screen.Out.WriteLine($"{InertText.OneLine(made.Name)}: works as {InertText.OneLine(made.Account ?? "unknown")}. A running server makes tickets of what comes from now on.");
                return ExitCode.Done;
            },
            ct);
    }
}
