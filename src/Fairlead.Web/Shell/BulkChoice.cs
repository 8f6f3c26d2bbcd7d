using Fairlead.Platform.Http;

namespace Fairlead.Web.Shell;

/// <summary>What is done to the chosen entries of a list: to all of them, or to none.</summary>
public enum BulkAction
{
    Enable,
    Disable,
    Delete,
}

/// <summary>What a list's form asks for.</summary>
/// <param name="Action"><see langword="null"/> when it names none that there is.</param>
/// <param name="Names">Of the chosen entries.</param>
/// <param name="IsConfirmed">Whether a person said that deleting is meant.</param>
public sealed record BulkChoice(BulkAction? Action, IReadOnlyList<string> Names, bool IsConfirmed)
{
    internal static BulkChoice Read(IFormCollection form) => new(
        Enum.TryParse<BulkAction>(form["do"], ignoreCase: true, out var action) && Enum.IsDefined(action) ? action : null,
        [.. form["name"].OfType<string>().Distinct()],
        form.ContainsKey("confirm"));

    /// <param name="one">What an entry is, for people.</param>
    /// <returns>Why nothing is done; <see langword="null"/> where it can be.</returns>
    internal Problem? Refusal(string one) =>
        Action is null ? new Problem(ProblemKind.ValidationFailed, "Say what to do: enable, disable or delete.")
        : Names.Count == 0 ? new Problem(ProblemKind.ValidationFailed, $"No {one} is chosen. Check at least one in the list.")
        : Action == BulkAction.Delete && !IsConfirmed ? new Problem(ProblemKind.ValidationFailed, $"To delete {Words.Count(Names.Count, one)} for good, check that you mean it, and press Delete again.")
        : null;
}
