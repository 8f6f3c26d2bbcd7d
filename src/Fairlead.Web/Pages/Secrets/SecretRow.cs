using Fairlead.Platform.SecretScanning;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>A secret of the list, with what its rule says of it.</summary>
/// <param name="Title">Of the rule.</param>
/// <param name="Revoke">What its owner does to make it worthless; <see langword="null"/> where the rule is gone.</param>
public sealed record SecretRow(SecretFinding Finding, string Title, string? Revoke)
{
    /// <summary>Key of the project, as its issues show it.</summary>
    public string Project => Finding.Places is [{ IssueKey: var key }, ..] ? key.Split('-')[0] : Finding.ProjectId;
}
