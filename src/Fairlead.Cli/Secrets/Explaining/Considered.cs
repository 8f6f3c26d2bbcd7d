using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Explaining;

/// <summary>A place of a text that looks like what a rule finds, and is not found by it.</summary>
/// <param name="Start">In bytes.</param>
/// <param name="Why">A clause for each reason.</param>
internal sealed record Considered(SecretRule Rule, int Start, int Length, IReadOnlyList<string> Why);
