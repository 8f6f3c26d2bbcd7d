namespace Fairlead.Platform.Findings.Importing;

/// <summary>Takes the values of one row in the order of its columns; each engine writes them its own way.</summary>
internal interface IValueSink
{
    void Text(string? value);

    /// <summary>A text that is encoded already. Only read during the call.</summary>
    void Utf8(ReadOnlyMemory<byte> value);

    void Integer(int? value);

    void Long(long value);

    void Bytes(Fingerprint value);

    void Uuid(Guid value);

    void Instant(DateTimeOffset? value);
}
