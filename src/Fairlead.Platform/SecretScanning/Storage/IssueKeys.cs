namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>Keys of issues as they were stored. When a project gets another key its issues keep their numbers, and nothing else of them changes.</summary>
internal static class IssueKeys
{
    /// <param name="issueKey">One that is a number stays one: its key was never known.</param>
    /// <param name="projectKey">As the project is called now; <see langword="null"/>: that is not known.</param>
    public static string In(string? projectKey, string issueKey) => projectKey is null || !issueKey.Contains('-') ? issueKey : $"{projectKey}-{NumberOf(issueKey)}";

    /// <summary>What follows the project's key.</summary>
    public static string NumberOf(string issueKey) => issueKey[(issueKey.LastIndexOf('-') + 1)..];

    public static string ProjectOf(string issueKey) => issueKey[..Math.Max(0, issueKey.LastIndexOf('-'))];
}
