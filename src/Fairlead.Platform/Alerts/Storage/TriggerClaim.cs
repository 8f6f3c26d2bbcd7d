using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>The right of one run to work on a trigger. It ends by itself, and another run may have it then.</summary>
/// <param name="Owner">The run.</param>
internal sealed record TriggerClaim(AlertTriggerId Id, Guid Owner)
{
    /// <summary>After so long without a sign a run is taken for dead; while it lives, it is renewed.</summary>
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan RenewAfter = Term / 3;

    public static DateTimeOffset Until(DateTimeOffset now) => now + Term;
}

/// <summary>The run lasted longer than its claim, or its trigger was deleted: what it has not written is another's to do.</summary>
internal sealed class ClaimLostException() : Exception("Another run has the trigger by now, or it was deleted.");
