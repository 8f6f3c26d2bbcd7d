using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>Tickets of a configuration that listens to comments.</summary>
internal static class CommentWorld
{
    private static readonly CommentTrigger[] Anyone = [new(CommentAuthors.Anyone)];

    /// <summary>One that listens to anyone.</summary>
    public static CommentRule Rule(string pattern, FindingStatus status) => new() { Pattern = pattern, Status = status, By = Anyone };

    public static Task<TicketWorld> StartAsync(TestDatabase databases, SandboxEdition edition, params CommentRule[] rules) => TicketWorld.StartAsync(
        databases, TestContext.Current.CancellationToken, new SandboxOptions { Edition = edition },
        c => c with { CommentRules = rules, CommentRulesSince = rules.Length > 0 ? DateTimeOffset.UnixEpoch : null }, hasRealFindings: true);
}
