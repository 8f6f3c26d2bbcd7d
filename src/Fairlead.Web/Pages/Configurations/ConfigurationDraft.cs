using Fairlead.Client;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations;

/// <summary>The text of an editor, and what was said of it.</summary>
/// <param name="Revision">Of the stored configuration that the text began as; 0 for a new one.</param>
public sealed record ConfigurationDraft(string Yaml, int Revision)
{
    /// <summary>Why it is not saved; <see langword="null"/> when nobody asked, or nothing is wrong.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What it would speak for; <see langword="null"/> when it was not checked, or something is wrong.</summary>
    public IReadOnlyList<CheckedConfiguration>? Checked { get; init; }

    public IReadOnlyList<ProblemError> Warnings { get; init; } = [];
}
