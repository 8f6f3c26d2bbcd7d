using Fairlead.Kernel;
using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>Where a text came from.</summary>
/// <param name="Path">As it is shown; <c>-</c> for standard input.</param>
/// <param name="Id">The <c>id</c> of a line of JSON; <see langword="null"/>: the text is the file.</param>
/// <param name="IdIsNumber">Whether it was written as a number, so that it is told as one.</param>
/// <param name="InputLine">The line of the file in which such a text stands; 0: it is the file.</param>
internal sealed record ScanPlace(string Path, string? Id = null, bool IdIsNumber = false, long InputLine = 0)
{
    /// <summary>What a finding is told by.</summary>
    public string Name => Id ?? Path;
}

/// <summary>A secret as it is told: never the secret itself.</summary>
/// <param name="Severity">One step lower than the rule's where its check does not hold.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in bytes.</param>
/// <param name="Character">The column in characters; <see langword="null"/> where the beginning of the line was read long ago.</param>
/// <param name="Start">In bytes from the beginning of the text.</param>
/// <param name="Length">In bytes, of what stands there: the encoded text where it was encoded.</param>
/// <param name="Entropy">Bits for each byte of the secret.</param>
/// <param name="Fingerprint">The same for the same secret of the same rule, wherever it stands.</param>
internal sealed record FoundSecret(
    SecretRule Rule, Severity Severity, ScanPlace Place, long Line, long Column, long? Character, long Start, int Length,
    string Masked, bool? CheckHolds, SecretEncoding Encoding, double Entropy, string Fingerprint);
