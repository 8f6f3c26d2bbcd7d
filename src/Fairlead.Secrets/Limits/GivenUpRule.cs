namespace Fairlead.Secrets.Limits;

/// <summary>A rule that finds nothing any more, because it took too much.</summary>
/// <param name="Why">A clause without a full stop, as in <c>it took too long</c>.</param>
public sealed record GivenUpRule(SecretRule Rule, string Why);
