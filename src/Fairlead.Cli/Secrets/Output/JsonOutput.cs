using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Cli.Terminal;
using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Output;

/// <summary>A line of JSON for each secret; docs/secrets.md tells the properties.</summary>
internal sealed class JsonOutput(Screen screen) : FindingOutput
{
    private readonly ArrayBufferWriter<byte> _lines = new();

    public override void Write(IReadOnlyList<FoundSecret> found)
    {
        using var json = new Utf8JsonWriter(_lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var one in found)
        {
            Write(json, one);
            json.Flush();
            json.Reset();
            _lines.Write("\n"u8);
        }

        screen.OutStream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    private static void Write(Utf8JsonWriter json, FoundSecret found)
    {
        json.WriteStartObject();
        if (found.Place is not { Id: { } id })
        {
            json.WriteString("path", found.Place.Path);
        }
        else if (found.Place.IdIsNumber)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(id);
        }
        else
        {
            json.WriteString("id", id);
        }

        json.WriteString("rule", found.Rule.Id);
        json.WriteString("title", found.Rule.Title);
        json.WriteString("severity", Words.Of(found.Severity));
        json.WriteNumber("line", found.Line);
        json.WriteNumber("column", found.Column);
        json.WriteNumber("start", found.Start);
        json.WriteNumber("length", found.Length);
        json.WriteString("masked", found.Masked);
        if (found.CheckHolds is { } holds)
            json.WriteString("check", holds ? "valid" : "invalid");
        if (found.Encoding != SecretEncoding.Plain)
            json.WriteString("encoding", Words.Of(found.Encoding));
        json.WritePropertyName("entropy");
        json.WriteRawValue(found.Entropy.ToString("0.00", CultureInfo.InvariantCulture));
        json.WriteString("fingerprint", found.Fingerprint);
        json.WriteEndObject();
    }
}
