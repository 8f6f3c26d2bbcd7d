namespace Fairlead.Sandbox.Faults;

/// <summary>Which requests go wrong, and how.</summary>
/// <param name="Behaviour">What happens instead of the ordinary answer.</param>
/// <param name="Method">Null for any.</param>
/// <param name="Path">Trailing path segments, <c>*</c> or <c>{x}</c> for any one, a last <c>**</c> for any rest; null for any.</param>
/// <param name="Skip">How many matching requests pass untouched first.</param>
/// <param name="Times">How many are hit after that; null for all.</param>
/// <param name="BodyContains">Only requests whose body has this text; null for any.</param>
public sealed record SandboxFault(
    FaultBehaviour Behaviour,
    string? Method = null,
    string? Path = null,
    int Skip = 0,
    int? Times = 1,
    string? BodyContains = null);
