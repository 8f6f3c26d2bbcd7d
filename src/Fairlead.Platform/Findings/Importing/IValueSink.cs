namespace Fairlead.Platform.Findings.Importing;

/// <summary>Takes the values of one row in the order of its columns; each engine writes them its own way.</summary>
internal interface IValueSink
{
    void Text(string? value);

    void Integer(int? value);

    void Long(long value);

    void Bytes(Fingerprint value);

    void Uuid(Guid value);

    void Instant(DateTimeOffset? value);
}
