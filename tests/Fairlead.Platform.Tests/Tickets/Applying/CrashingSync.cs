using System.Diagnostics;
using Fairlead.Jira;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What runs in the process that is killed. Explicit: only the crash tests start it.</summary>
public class CrashingSync
{
    public const int Findings = 60;

    /// <summary>Findings that come back after their issue was done.</summary>
    public const int Returning = 3;

    /// <summary>Issues that are made and taken away again.</summary>
    public const int Undone = 3;

    /// <summary>What a process ends with that SIGKILL ended.</summary>
    public const int Killed = 137;

    [Fact(Explicit = true)]
    public async Task Creates_tickets_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Findings.AddMany(Findings);
        await world.RunAsync(ct);
        await world.ConvergeAsync(ct);
    }

    [Fact(Explicit = true)]
    public async Task Makes_new_tickets_of_what_came_back_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Findings.AddMany(Returning);
        await world.RunAsync(ct);
        await world.ConvergeAsync(ct);
    }

    [Fact(Explicit = true)]
    public async Task Makes_a_sub_task_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Findings.AddMany(2);
        await world.RunAsync(ct);
        await world.ConvergeAsync(ct);
    }

    [Fact(Explicit = true)]
    public async Task Attaches_a_list_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        FindingsListContract.AddGroup(world, Findings);
        await world.RunAsync(ct);
        await world.ConvergeAsync(ct);
    }

    [Fact(Explicit = true)]
    public async Task Undoes_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Findings.AddMany(Undone);
        await world.UndoAsync(await world.RunAsync(ct), ct, deleteIssues: true);
    }

    [Fact(Explicit = true)]
    public async Task Undoes_closes_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Findings.AddMany(Undone);
        await world.RunAsync(ct);
        for (var i = 1; i <= Undone; i++)
            world.Findings.Close(i);
        await world.UndoAsync(await world.RunAsync(ct), ct);
    }

    [Fact(Explicit = true)]
    public async Task Reads_links_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        await world.ReconcileAsync(ct);
    }

    /// <summary>Two issues that are there already: linked to the first, then to the second, then to none.</summary>
    [Fact(Explicit = true)]
    public async Task Links_and_parts_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var world = await AttachAsync(ct);
        world.Findings.Add(1);
        var made = (IssueOutcome.Done)await world.TicketLinks.LinkAsync(Actor.System, new(world.Configuration, "SEC-1", [FakeFindings.IdOf(1)]), ct);
        await world.TicketLinks.RelinkAsync(Actor.System, made.Ticket, "SEC-2", ct);
        await world.TicketLinks.UnlinkAsync(Actor.System, made.Ticket, ct);
    }

    /// <param name="test">Name of one of the tests above.</param>
    /// <param name="killAt">Kill point and passing; <see langword="null"/> for none.</param>
    /// <param name="under">A program that runs the child, with its arguments; it takes the child's place or ends as the child does.</param>
    internal static Process Start(string test, DatabaseOptions location, SandboxServer sandbox, string? killAt, params IReadOnlyList<string> under)
    {
        string[] command =
            [.. under, "dotnet", typeof(CrashingSync).Assembly.Location, "-explicit", "only", "-method", $"*{nameof(CrashingSync)}.{test}"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FAIRLEAD_CRASH_ENGINE"] = location.Engine.ToString(),
                ["FAIRLEAD_CRASH_LOCATION"] = location.Location,
                ["FAIRLEAD_CRASH_JIRA"] = sandbox.BaseUrl.AbsoluteUri,
                ["FAIRLEAD_CRASH_EMAIL"] = sandbox.Accounts.Email,
                ["FAIRLEAD_CRASH_TOKEN"] = sandbox.Accounts.ApiToken,
            },
        };
        if (killAt is not null)
            start.Environment["FAIRLEAD_KILL"] = killAt;
        return Process.Start(start)!;
    }

    internal static async Task DiedAsync(Process child, CancellationToken ct)
    {
        var (exitCode, output) = await EndedAsync(child, ct);
        Assert.True(exitCode == Killed, $"Not killed ({exitCode}): {output}");
    }

    /// <returns>Its exit code and all that it said.</returns>
    internal static async Task<(int ExitCode, string Output)> EndedAsync(Process child, CancellationToken ct)
    {
        var output = child.StandardOutput.ReadToEndAsync(ct);
        var errors = child.StandardError.ReadToEndAsync(ct);
        await child.WaitForExitAsync(ct);
        return (child.ExitCode, $"{await output} {await errors}");
    }

    private static async Task<TicketWorld> AttachAsync(CancellationToken ct)
    {
        var location = new DatabaseOptions(Enum.Parse<DatabaseEngine>(Value("ENGINE")), Value("LOCATION"));
        var address = new JiraAddress(new Uri(Value("JIRA")), JiraEdition.Cloud, Value("EMAIL"), Value("TOKEN"));
        var world = await TicketWorld.AttachAsync(location, address, null, new TestClock(), ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(30) };
        return world;
    }

    private static string Value(string name) => Environment.GetEnvironmentVariable($"FAIRLEAD_CRASH_{name}")
        ?? throw new InvalidOperationException($"FAIRLEAD_CRASH_{name} is not set.");
}
