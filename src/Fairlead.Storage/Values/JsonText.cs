namespace Fairlead.Storage.Values;

/// <summary>A JSON document as a parameter or column: <c>jsonb</c> on PostgreSQL, text on SQLite.</summary>
public readonly record struct JsonText(string Value)
{
    public override string ToString() => Value;
}
