using System.Net.Http.Headers;
using System.Text;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>JSON-03: the files of JSONTestSuite, as a body and as a value that goes on to Jira as it is.</summary>
public sealed class JsonCorpusTests(SqliteHost fixture) : IClassFixture<SqliteHost>
{
    private const string Understood = "404 Not found"; // the body was read; there is no such connection

    /// <summary>Sound JSON that no store and no peer takes: what each is refused as.</summary>
    private static readonly Dictionary<string, string> RefusedThough = new(StringComparer.Ordinal)
    {
        ["y_object_duplicated_key.json"] = "400 Duplicate property",
        ["y_object_duplicated_key_and_value.json"] = "400 Duplicate property",
        ["y_number_double_close_to_zero.json"] = "422 Number out of range", // 81 characters
        ["y_number_minus_zero.json"] = "422 Number out of range",
        ["y_number_negative_zero.json"] = "422 Number out of range",
        ["y_object_escaped_null_in_key.json"] = "422 Invalid characters",
        ["y_string_null_escape.json"] = "422 Invalid characters",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_no_JSON_is_refused_as_a_body_and_as_a_value()
    {
        var files = Corpora.JsonFiles().Where(f => f.Name.StartsWith("n_", StringComparison.Ordinal)).ToList();
        Assert.Equal(188, files.Count);
        var wrong = new List<string>();
        foreach (var (name, bytes) in files)
        {
            foreach (var body in (byte[][])[bytes, AsValue(bytes)])
            {
                if (await SendAsync(body) is var answer and not ("400 Malformed JSON" or "400 Invalid text encoding" or "400 JSON too deep"))
                    wrong.Add($"{name}: {answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_is_JSON_is_understood()
    {
        var files = Corpora.JsonFiles().Where(f => f.Name.StartsWith("y_", StringComparison.Ordinal)).ToList();
        Assert.Equal(95, files.Count);
        var wrong = new List<string>();
        foreach (var (name, bytes) in files)
        {
            var expected = RefusedThough.GetValueOrDefault(name, Understood);
            if (await SendAsync(AsValue(bytes)) is var answer && answer != expected)
                wrong.Add($"{name}: {answer}, not {expected}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_a_reader_may_decide_is_decided_here()
    {
        var files = Corpora.JsonFiles().Where(f => f.Name.StartsWith("i_", StringComparison.Ordinal)).ToList();
        Assert.Equal(35, files.Count);
        var wrong = new List<string>();
        foreach (var (name, bytes) in files)
        {
            if (await SendAsync(AsValue(bytes)) is var answer && answer != Decided(name))
                wrong.Add($"{name}: {answer}, not {Decided(name)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(64, Understood)]
    [InlineData(65, "422 Number out of range")]
    public async Task A_number_has_at_most_64_characters(int length, string answer) =>
        Assert.Equal(answer, await SendAsync(AsValue(Encoding.UTF8.GetBytes("0." + new string('1', length - 2)))));

    private static string Decided(string name) => name switch
    {
        "i_number_too_big_neg_int.json" or "i_number_too_big_pos_int.json" or "i_number_very_big_negative_int.json" => Understood,
        "i_structure_500_nested_arrays.json" => "400 JSON too deep",
        "i_structure_UTF-8_BOM_empty_object.json" => "400 Malformed JSON",
        _ when name.StartsWith("i_number_", StringComparison.Ordinal) => "422 Number out of range",
        _ => "400 Invalid text encoding",
    };

    private static byte[] AsValue(byte[] json) =>
        [.. """{"project":"SEC","type":"Bug","summary":"x","fields":{"custom":"""u8, .. json, .. "}}"u8];

    private async Task<string> SendAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/connections/{Guid.CreateVersion7()}/jira/issues")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);
        return await answer.WordsAsync(Ct);
    }
}
