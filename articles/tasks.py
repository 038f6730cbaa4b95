"""What is done apart from any request: pictures are developed when they enter the library."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles import renditions
from articles.models.image import Image

_RETRIES = RetryStrategy(max_attempts=4, exponential_wait=5)


@app.task(name="develop", queue="pictures", retry=_RETRIES)
def develop(image_key: int) -> None:
    """Make all sizes and shapes of a picture, if nobody has made them yet."""
    image = Image.objects.filter(pk=image_key).first()
    if image is not None:  # it may have been deleted while the job was waiting
        renditions.developed(image)


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled", queueing_lock="take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
