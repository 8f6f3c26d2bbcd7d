namespace Fairlead.Secrets.Lanes;

internal static class RuleWords
{
    /// <summary>Words that say "credential" also within a longer word ("apikey", "mytoken").</summary>
    public static readonly IReadOnlySet<string> Anywhere =
        new HashSet<string>(["key", "token", "secret", "pass", "pwd", "auth", "cred", "api", "access", "bearer", "private", "login", "client", "app"], StringComparer.Ordinal);
}
