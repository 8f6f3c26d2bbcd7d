using System.Diagnostics;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>A real Chromium; each visitor signs in by the form, has cookies of its own and runs no script unless a test says so.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private const string Program = "/usr/bin/chromium";

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    /// <summary>Let <c>admin</c> be there from the start.</summary>
    public static FairleadHostOptions WithAdmin(FairleadHostOptions options) =>
        options with { Environment = name => name == "FAIRLEAD_ADMIN_PASSWORD" ? Password : null };

    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="scheme">The system's light or dark.</param>
    /// <returns>The page that signing in led to.</returns>
    public async Task<IPage> SignInAsync(RunningHost host, string path, string user = "admin", int width = 1280, ColorScheme scheme = ColorScheme.Light, bool hasScript = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = host.BaseAddress.AbsoluteUri,
            JavaScriptEnabled = hasScript,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await page.GetByLabel("User name").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(Password);
        await LeadOnAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync());
        return page;
    }

    /// <summary>Presses a button with the keyboard, and waits for the page that it leads to.</summary>
    public static Task PressAsync(IPage page, string button) => LeadOnAsync(page, async () =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
    });

    /// <summary>Checks entries of a list by the keyboard.</summary>
    public static async Task ChooseAsync(IPage page, params string[] names)
    {
        foreach (var name in names)
        {
            await page.GetByLabel($"Choose {name}").FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }
    }

    /// <summary>Does what leads to another page, and waits for that.</summary>
    public static async Task LeadOnAsync(IPage page, Func<Task> step)
    {
        await UntilLoadedAsync(page);
        var loaded = new TaskCompletionSource();
        var hasLeft = false;
        void NoteLeft(object? sender, IFrame frame) => hasLeft = true;
        void NoteLoaded(object? sender, IPage arrived)
        {
            if (hasLeft)
                loaded.TrySetResult();
        }

        page.FrameNavigated += NoteLeft;
        page.Load += NoteLoaded;
        try
        {
            await step();
            await loaded.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            page.Load -= NoteLoaded;
            page.FrameNavigated -= NoteLeft;
        }
    }

    /// <summary>Waits until the page is whole. The document is asked: an event that comes before one listens is never seen.</summary>
    private static async Task UntilLoadedAsync(IPage page)
    {
        var waited = Stopwatch.StartNew();
        while (!await IsLoadedAsync())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"{page.Url} is not loaded after a minute.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        async Task<bool> IsLoadedAsync()
        {
            try
            {
                return await page.EvaluateAsync<string>("document.readyState") == "complete";
            }
            catch (PlaywrightException)
            {
                // The document that was asked has just been left for another.
                return false;
            }
        }
    }

    /// <summary>Whether something stands out to the right, so that one has to push the page sideways.</summary>
    public static Task<bool> IsTooWideAsync(IPage page) =>
        page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
