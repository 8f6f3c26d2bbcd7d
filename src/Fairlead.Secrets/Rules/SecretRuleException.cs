namespace Fairlead.Secrets.Rules;

/// <summary>A rule file that cannot be taken: which one, where and why.</summary>
/// <param name="line">Counted from 1.</param>
public sealed class SecretRuleException(string file, long line, string message)
    : Exception($"{file}, line {line}: {message}")
{
    public string File { get; } = file;

    public long Line { get; } = line;

    public string Reason { get; } = message;
}
