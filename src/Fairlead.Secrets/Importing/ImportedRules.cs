using Fairlead.Secrets.Allowing;

namespace Fairlead.Secrets.Importing;

/// <summary>Rules of another scanner as ours.</summary>
/// <param name="Allow">What the file allows of all its rules.</param>
/// <param name="Left">What could not be carried over, in the order of the file; all else was.</param>
public sealed record ImportedRules(IReadOnlyList<SecretRule> Rules, IReadOnlyList<AllowList> Allow, IReadOnlyList<NotImported> Left);

/// <summary>Something of another scanner's file that has nothing here that means the same.</summary>
/// <param name="Rule">Its id there; <see langword="null"/>: it is of no one rule.</param>
/// <param name="IsWhole">Whether the rule was left out; else it was taken without this.</param>
public sealed record NotImported(string? Rule, long Line, string Reason, bool IsWhole);
