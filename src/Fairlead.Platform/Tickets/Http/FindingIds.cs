using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>Requests that name findings.</summary>
internal static class FindingIds
{
    /// <exception cref="ProblemException">Something that names a finding is no id.</exception>
    public static IReadOnlyList<FindingId> Of(IReadOnlyList<string> texts)
    {
        var findings = new List<FindingId>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!FindingId.TryParse(texts[i], null, out var id))
                throw new ProblemException(Problem.Invalid(new ProblemError($"{Problem.Quote(texts[i])} is no id.", Pointer: $"/findings/{i}")));
            findings.Add(id);
        }

        return findings;
    }
}
