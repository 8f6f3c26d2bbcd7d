using Fairlead.Jira;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What runs in the process that is killed. Explicit: only <see cref="CreateCrashContract"/> starts it.</summary>
public class CrashingSync
{
    public const int Findings = 60;

    [Fact(Explicit = true)]
    public async Task Creates_tickets_until_it_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        var location = new DatabaseOptions(Enum.Parse<DatabaseEngine>(Value("ENGINE")), Value("LOCATION"));
        var address = new JiraAddress(new Uri(Value("JIRA")), JiraEdition.Cloud, Value("EMAIL"), Value("TOKEN"));
        await using var world = await TicketWorld.AttachAsync(location, address, null, new TestClock(), ct);
        world.ClientOptions = world.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(30) };
        world.Findings.AddMany(Findings);
        await world.RunAsync(ct);
        await world.ConvergeAsync(ct);
    }

    private static string Value(string name) => Environment.GetEnvironmentVariable($"FAIRLEAD_CRASH_{name}")
        ?? throw new InvalidOperationException($"FAIRLEAD_CRASH_{name} is not set.");
}
