using System.Text;
using System.Text.Json;
using Fairlead.Platform.SecretScanning;
using Fairlead.Web.Hosting;
using Fairlead.Web.Tests.Http.Bodies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Web.Tests.Hosting;

/// <summary>T-64: whatever name gets into the log, each entry is one line that every reader of the log takes, and forges no other.</summary>
public sealed class LogFormTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static readonly string[] Forgeries =
    [
        "a\n2026-01-01T00:00:00Z info: Fairlead[1] forged", "a\r\nforged", "a\rforged", "\u001b[2J\u001b[31mforged", "\u009b31mforged",
        "a\u2028forged", "a\u0085forged", "a\vforged", "{\"EventId\":1}", "\"},{\"a\":\"", "\0", "\ud800", new string('x', 100_000),
    ];

    public static TheoryData<LogTarget> Targets => [LogTarget.StandardError, LogTarget.JsonLines];

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_entry_is_one_line_whatever_is_in_it(LogTarget target)
    {
        foreach (var text in Corpora.NaughtyTexts().Concat(Forgeries))
        {
            var written = Write(target, text);

            Assert.EndsWith("\n", written, StringComparison.Ordinal);
            var line = written[..^1];
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
            Assert.NotEmpty(Strict.GetBytes(line));
            if (target is not LogTarget.JsonLines)
                Assert.StartsWith("2026-", line, StringComparison.Ordinal);
            else
                Assert.Equal("warn", JsonDocument.Parse(line).RootElement.GetProperty("State").GetProperty("Level").GetString());
        }
    }

    [Fact]
    public void A_text_line_tells_when_how_bad_where_and_what()
    {
        var line = Write(LogTarget.StandardError, "it happened", new InvalidOperationException("because\nof this"));

        Assert.Equal("2026-01-01T00:00:00Z warn: Fairlead.Somewhere[7] it happened System.InvalidOperationException: because of this\n", line);
    }

    private static string Write(LogTarget target, string text, Exception? exception = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new TestClock());
        services.AddLogging(logging => Logging.Configure(logging, new FairleadHostOptions { DataDirectory = "unused", LogTarget = target }, new ScannerLogLevel()));
        using var provider = services.BuildServiceProvider();
        var name = target is LogTarget.JsonLines ? ConsoleFormatterNames.Json : TextLines.Name;
        var form = provider.GetServices<ConsoleFormatter>().Single(f => f.Name == name);
        using var writer = new StringWriter { NewLine = "\n" };
        KeyValuePair<string, object?>[] state = [new("Level", "warn"), new("Name", text)];
        form.Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                LogLevel.Warning, "Fairlead.Somewhere", new EventId(7), state, exception, (_, _) => text),
            null,
            writer);
        return writer.ToString();
    }
}
