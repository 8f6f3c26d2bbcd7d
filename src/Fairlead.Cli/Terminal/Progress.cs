using Spectre.Console;

namespace Fairlead.Cli.Terminal;

/// <summary>Shows on standard error how far long work is, only on a terminal; nothing of it remains when the work is done.</summary>
internal static class Progress
{
    /// <param name="total">In the units that are reported; null where nobody knows.</param>
    public static async Task<T> ShowAsync<T>(Screen screen, string what, long? total, Func<IProgress<long>, Task<T>> work)
    {
        if (!screen.ErrorIsTerminal)
            return await work(new Silent());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(InertText.OneLine(what, 60)), maxValue: total is > 0 ? total.Value : 1);
                task.IsIndeterminate = total is null;
                return await work(new Bar(task, total));
            });
    }

    /// <summary>Lines that are written over again and again.</summary>
    public static async Task<T> ShowLinesAsync<T>(Screen screen, Func<IProgress<IReadOnlyList<string>>, Task<T>> work)
    {
        if (!screen.ErrorIsTerminal)
            return await work(new Nobody());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Live(new Text("")).AutoClear(true).StartAsync(context => work(new Lines(context)));
    }

    private sealed class Lines(LiveDisplayContext context) : IProgress<IReadOnlyList<string>>
    {
        public void Report(IReadOnlyList<string> value) => context.UpdateTarget(new Rows(value.Select(line => new Text(InertText.OneLine(line)))));
    }

    private sealed class Nobody : IProgress<IReadOnlyList<string>>
    {
        public void Report(IReadOnlyList<string> value)
        {
        }
    }

    private sealed class Bar(ProgressTask task, long? total) : IProgress<long>
    {
        public void Report(long value)
        {
            task.Value = value;
            if (value >= total)
                task.IsIndeterminate = true;
        }
    }

    private sealed class Silent : IProgress<long>
    {
        public void Report(long value)
        {
        }
    }
}
