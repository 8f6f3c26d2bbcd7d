namespace Fairlead.Platform.SecretScanning;

/// <summary>What the description of the scanner API says of a route, which stands at two addresses.</summary>
/// <param name="Id">As no other operation is called.</param>
/// <param name="Body">What its body holds; <see langword="null"/>: it takes none.</param>
/// <param name="Error">What it answers where it refuses.</param>
public sealed record ScannerOperation(string Id, Type? Body, Type Error);
