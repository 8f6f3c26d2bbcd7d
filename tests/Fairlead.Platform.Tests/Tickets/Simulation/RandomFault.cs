using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>Something that goes wrong between us and Jira, as it does now and then.</summary>
internal static class RandomFault
{
    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "issue/bulk"), ("POST", "issue/bulk"), ("POST", "issue"), ("PUT", "issue/*"), ("POST", "issue/*/transitions"),
        ("GET", "issue/*/transitions"), ("POST", "issue/*/comment"), ("POST", "issue/bulkfetch"), ("GET", "serverInfo"), ("POST", "search/**"), ("GET", "search/**"),
        ("POST", "bulk/issues/transition"), ("GET", "bulk/queue/*"), ("DELETE", "issue/*"), ("GET", "issue/*/changelog"), ("POST", "changelog/bulkfetch"),
        ("GET", "issue/*"), ("GET", "issue/*/comment"), ("GET", "issue/*/comment/*"), ("POST", "issueLink"),
        ("PUT", "issue/*/properties/*"), ("GET", "issue/*/properties/*"), ("POST", "issue/*/attachments"), ("DELETE", "attachment/*"),
    ];

    public static SandboxFault Next(Random random)
    {
        var (method, path) = Calls[random.Next(Calls.Length)];
        return new SandboxFault(BehaviourOf(random, path), method, path, random.Next(2), random.Next(1, 4));
    }

    private static FaultBehaviour BehaviourOf(Random random, string path)
    {
        var time = random.Next(2) == 0 ? FaultTime.BeforeCommit : FaultTime.AfterCommit;
        return random.Next(path is "issue/bulk" ? 13 : path is "issue" ? 10 : 9) switch
        {
            0 => new FaultBehaviour.Drop(time),
            1 => new FaultBehaviour.Answer(500, "{}", Time: time),
            2 => new FaultBehaviour.Answer(502, "<html>bad gateway</html>", "text/html", time),
            3 => new FaultBehaviour.Answer(503, Time: time),
            4 => new FaultBehaviour.LoginPage(time),
            5 => new FaultBehaviour.Redirect(Time: time),
            // Jira refuses by limit before it does anything, and Fairlead takes its word for that.
            6 => new FaultBehaviour.RateLimited("5"),
            7 => new FaultBehaviour.Truncate(random.Next(1, 30)),
            8 => new FaultBehaviour.Unauthorized(),
            // Never later than a create rests before it is looked for.
            9 => new FaultBehaviour.LateCommit(TimeSpan.FromSeconds(random.Next(5, 150))),
            10 => new FaultBehaviour.BulkCommitThenDrop(random.Next(1, 4)),
            11 => new FaultBehaviour.BulkPartial([0], Seed: random.Next()),
            _ => new FaultBehaviour.BulkAnswer((BulkLie)random.Next(Enum.GetValues<BulkLie>().Length), random.Next()),
        };
    }
}
