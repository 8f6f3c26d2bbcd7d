using Fairlead.Jira.Resources;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Asks a site a while after it accepted something whether it shows it, by one finding of each of the last calls: accepted is not stored, and what is done with it
/// afterwards is told nobody. What is not there is sent again, and told after the third time.
/// A site that shows a higher number than was noted knows more than Fairlead, whose database was restored: what was sent since was dropped as late, so that all is sent again.
/// </summary>
internal sealed class SubmissionVerifier(SubmissionStore store, TimeProvider clock)
{
    /// <summary>Jira says "eventually".</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    private const int Calls = 10;
    private const int MaxSentAgain = 3;

    /// <summary>Fairlead never counted further, and must be able to count on.</summary>
    private const long MaxNumber = 1L << 60;

    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <summary>What is not there is to be sent again from now on.</summary>
    public async Task VerifyAsync(ProviderSite site, SecurityInformationResource jira, CancellationToken ct)
    {
        foreach (var one in await store.SampleAsync(site, Calls, ct))
        {
            // A site that does not answer is told of by the next submission; this is asked once more then.
            if (await jira.FindAsync(one.FindingId.ToString(), ct) is not { } found)
                return;
            if (found.Number > one.Sequence && found.Number <= MaxNumber && await store.ContinueFromAsync(site, one, found.Number.Value, ct))
                break;

            if (found.Number >= one.Sequence)
            {
                await store.ShownAsync(site, one.Sequence, ct);
                continue;
            }

            await store.MissedAsync(
                site, one.Sequence, MaxSentAgain, $"Jira accepted it {MaxSentAgain + 1} times and does not show it.", clock.GetUtcNow() + Later, ct);
        }

        await store.VerifiedAsync(site, ct);
    }
}
