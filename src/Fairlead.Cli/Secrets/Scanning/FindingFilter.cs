using Fairlead.Kernel;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>Which secrets are told.</summary>
/// <param name="Minimum">This severity and worse.</param>
internal sealed record FindingFilter(Severity Minimum, Baseline Baseline)
{
    public static readonly FindingFilter None = new(Severity.Unknown, Baseline.Empty);

    /// <param name="isAllowed">Whether a comment on its line says so.</param>
    public void Put(FoundSecret found, bool isAllowed, ScanOutcome into)
    {
        if (found.Severity < Minimum)
            return;

        if (isAllowed)
            into.Allowed++;
        else if (Baseline.Has(found))
            into.Known++;
        else
            into.Found.Add(found);
    }
}
